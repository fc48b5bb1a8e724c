#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "http/route.hpp"

namespace promo::sandbox {

// One imitated vendor, as the sandbox sees it. A new vendor is a folder beside telegram/ and one more row in
// sandbox.cpp.
struct Vendor {
    std::string_view name;
    std::function<http::Routes()> routes;
    std::function<std::optional<core::Timestamp>()> step;
    std::function<void()> reset;
};

using Vendors = std::vector<Vendor>;

}  // namespace promo::sandbox
