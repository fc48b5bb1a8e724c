#include "domains/campaigns/posters/service.hpp"

#include <array>

#include "core/error.hpp"
#include "core/log.hpp"
#include "rendering/decode.hpp"
#include "storage/digest.hpp"

namespace promo::campaigns::posters {
namespace {

// 3 March 2026
std::string spoken(core::LocalDate date) {
    constexpr std::array kMonths{"January", "February", "March",     "April",   "May",      "June",
                                 "July",    "August",   "September", "October", "November", "December"};
    return std::to_string(static_cast<unsigned>(date.day())) + ' ' +
           kMonths.at(static_cast<unsigned>(date.month()) - 1) + ' ' + std::to_string(static_cast<int>(date.year()));
}

Poster poster_of(const Published& published) {
    const auto& view = published.view;
    return {.business = published.tenant.name,
            .title = view.title,
            .prize = view.prize,
            .dates = spoken(view.start_date) + " – " + spoken(view.end_date),
            .frame = {}};
}

// All that it shows.
std::string text_of(const Poster& poster, const Campaign& campaign) {
    const char end = '\0';
    return poster.business + end + poster.title + end + poster.prize + end + poster.dates + end +
           campaign.overlay_id.value_or("");
}

}  // namespace

Picture Service::picture(const std::string& id) {
    const auto published = campaigns_.published(id);
    auto poster = poster_of(published);
    const auto drawn_from = text_of(poster, published.campaign);
    if (const auto found = kept(id, drawn_from)) return *found;
    const std::unique_lock turn(drawing_, kLongestWait);
    if (!turn) {
        throw core::Refusal(core::RefusalCode::unavailable, "This picture cannot be drawn just now. Try again later.");
    }
    // Who was first may have drawn it.
    if (const auto found = kept(id, drawn_from)) return *found;
    return drawn(published, std::move(poster), drawn_from);
}

std::optional<Picture> Service::kept(const std::string& id, const std::string& drawn_from) {
    const std::scoped_lock lock(mutex_);
    const auto found = kept_.find(id);
    if (found == kept_.end() || found->second.drawn_from != drawn_from) return std::nullopt;
    if (found->second.until && *found->second.until <= clock_.now()) return std::nullopt;
    return found->second.picture;
}

Picture Service::drawn(const Published& published, Poster poster, const std::string& drawn_from) {
    const auto& id = published.campaign.id;
    std::optional<core::Timestamp> until;
    if (const auto& overlay = published.campaign.overlay_id) {
        try {
            if (const auto frame = uploads_.picture(published.tenant.id, *overlay, uploads::Purpose::overlay))
                poster.frame = rendering::decode(*frame);
        } catch (const storage::StorageError& failure) {
            core::log::warn("campaigns.frame_away", {{"campaign", id}, {"error", failure.what()}});
            until = clock_.now() + kWithoutFrame;
        }
    }
    const auto jpeg = std::make_shared<const std::string>(draw(poster, fonts_));
    const Picture picture{jpeg, storage::sha256_hex(*jpeg)};
    const std::scoped_lock lock(mutex_);
    if (kept_.size() >= kKept) kept_.erase(kept_.begin());
    kept_.insert_or_assign(id, Kept{drawn_from, picture, until});
    return picture;
}

}  // namespace promo::campaigns::posters
