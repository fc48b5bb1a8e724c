#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "domains/campaigns/posters/service.hpp"
#include "domains/campaigns/service.hpp"
#include "domains/campaigns/submissions/service.hpp"
#include "domains/campaigns/supporters/service.hpp"
#include "http/gate.hpp"
#include "http/route.hpp"

namespace promo::campaigns {

// Where a browser finds a stored object.
using UrlOfKey = std::function<std::string(std::string_view key)>;

struct Services {
    Service& campaigns;
    submissions::Service& submissions;
    supporters::Service& supporters;
    posters::Service& posters;
    uploads::Service& uploads;
};

// `gate` says who reads what everybody may read: its own people see more of it.
http::Routes routes(const Services& services, http::Gate& gate, UrlOfKey url_of);

}  // namespace promo::campaigns
