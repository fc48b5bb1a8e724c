#include "domains/broadcasts/views.hpp"

#include <cmath>

namespace promo::broadcasts {
namespace {

ContentView content_view(const Content& content, std::optional<std::string> picture_url) {
    ContentView view{content.text, {}, content.buttons, content.silent, content.protect, content.preview_links};
    if (content.picture) view.picture = PictureView{*content.picture, std::move(picture_url)};
    return view;
}

}  // namespace

BroadcastView view_of(const Broadcast& b, core::Timestamp now, std::optional<std::string> picture_url) {
    BroadcastView view{.id = b.id,
                       .name = b.name,
                       .state = b.state,
                       .content = content_view(b.content, std::move(picture_url)),
                       .audience = b.audience,
                       .timing = b.timing,
                       .revision = b.revision,
                       .counts = b.counts,
                       .retracting = b.retract_after.has_value(),
                       .rate_per_second = {},
                       .eta_seconds = {},
                       .problem = b.problem,
                       .created_by = b.created_by,
                       .created_at = b.created_at,
                       .updated_at = b.updated_at,
                       .starts_at = b.starts_at,
                       .started_at = b.started_at,
                       .finished_at = b.finished_at};
    if (b.state != State::running || !b.started_at) return view;
    view.rate_per_second = per_second(b.pace, *b.started_at, now);
    if (view.rate_per_second) {
        const auto seconds = static_cast<double>(b.counts.open()) / *view.rate_per_second;
        view.eta_seconds = static_cast<std::int64_t>(std::ceil(seconds));
    }
    return view;
}

}  // namespace promo::broadcasts
