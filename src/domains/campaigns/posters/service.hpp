#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/clock.hpp"
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
    // One without its frame, until the store is asked again.
    static constexpr std::chrono::seconds kWithoutFrame{10};
    static constexpr std::chrono::seconds kLongestWait{5};

    Service(campaigns::Service& campaigns, uploads::Service& uploads, const rendering::Fonts& fonts, core::Clock& clock)
        : campaigns_(campaigns), uploads_(uploads), fonts_(fonts), clock_(clock) {}

    // Without its frame while that cannot be had. One is drawn at a time: strangers ask for them. Refuses as
    // `not_found` an unknown one, as `unavailable` when others take too long.
    Picture picture(const std::string& campaign);

private:
    struct Kept {
        std::string drawn_from;
        Picture picture;
        std::optional<core::Timestamp> until;  // empty: as long as it is drawn from the same
    };

    std::optional<Picture> kept(const std::string& campaign, const std::string& drawn_from);
    Picture drawn(const Published& published, Poster poster, const std::string& drawn_from);

    campaigns::Service& campaigns_;
    uploads::Service& uploads_;
    const rendering::Fonts& fonts_;
    core::Clock& clock_;
    std::timed_mutex drawing_;
    std::mutex mutex_;
    std::map<std::string, Kept> kept_;
};

}  // namespace promo::campaigns::posters
