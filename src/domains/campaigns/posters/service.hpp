#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "domains/campaigns/posters/poster.hpp"
#include "domains/campaigns/service.hpp"
#include "domains/uploads/service.hpp"

namespace promo::campaigns::posters {

struct Picture {
    std::shared_ptr<const std::string> jpeg;  // many answers share it
    std::string tag;                          // of exactly these bytes
};

// The pictures of campaigns, drawn when they are first asked for. Safe from any thread.
class Service {
public:
    static constexpr std::size_t kKept = 64;

    Service(campaigns::Service& campaigns, uploads::Service& uploads, const rendering::Fonts& fonts)
        : campaigns_(campaigns), uploads_(uploads), fonts_(fonts) {}

    // Without its frame while that cannot be had. Refuses as `not_found` an unknown one.
    Picture picture(const std::string& campaign);

private:
    struct Kept {
        std::string drawn_from;
        Picture picture;
    };

    campaigns::Service& campaigns_;
    uploads::Service& uploads_;
    const rendering::Fonts& fonts_;
    std::mutex mutex_;
    std::map<std::string, Kept> kept_;
};

}  // namespace promo::campaigns::posters
