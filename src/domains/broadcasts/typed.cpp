#include "domains/broadcasts/typed.hpp"

namespace promo::broadcasts {

Content content_of(TypedContent typed) {
    return {.text = std::move(typed.text),
            .picture = std::move(typed.picture),
            .buttons = std::move(typed.buttons).value_or(std::vector<std::vector<LinkButton>>()),
            .silent = typed.silent.value_or(false),
            .protect = typed.protect.value_or(false),
            .preview_links = typed.preview_links.value_or(false)};
}

Audience audience_of(TypedAudience typed) {
    return {.active_days = typed.active_days,
            .inactive_days = typed.inactive_days,
            .generated = typed.generated,
            .has_coupon = typed.has_coupon,
            .languages = std::move(typed.languages).value_or(std::vector<std::string>()),
            .sources = std::move(typed.sources).value_or(std::vector<std::string>()),
            .chat_types = std::move(typed.chat_types).value_or(Audience().chat_types)};
}

Timing timing_of(const TypedTiming& typed) {
    const Timing usual;
    Timing timing{.at = typed.at,
                  .local_time = typed.local_time,
                  .zone = typed.zone.value_or(usual.zone),
                  .quiet = {},
                  .per_second = typed.per_second,
                  .in_doubt = typed.in_doubt.value_or(usual.in_doubt),
                  .expires_hours = typed.expires_hours.value_or(usual.expires_hours)};
    if (typed.quiet) timing.quiet = Quiet{typed.quiet->from, typed.quiet->to, typed.quiet->zone.value_or(Quiet().zone)};
    return timing;
}

}  // namespace promo::broadcasts
