#include "domains/coupons/codes/code.hpp"

#include "core/error.hpp"
#include "core/trim.hpp"

namespace promo::coupons::codes {
namespace {

enum class Edge { first_moment, after_the_last };

std::optional<core::Timestamp> read_time(std::string_view written, const core::TimeZone& zone, Edge edge,
                                         const char* field) {
    const auto text = core::trimmed(written);
    if (text.empty()) return std::nullopt;
    if (const auto day = core::parse_date(text)) {
        return zone.start_of(edge == Edge::first_moment ? *day : core::next_day(*day));
    }
    if (const auto instant = core::parse_iso8601(text)) return *instant;
    throw core::Refusal(core::RefusalCode::invalid, "Write a day as 2026-03-29, or a time as 2026-03-29T01:30:00Z.",
                        field);
}

}  // namespace

Code read_code(const Written& written, const core::TimeZone& zone) {
    auto look = first_look(written.code);
    if (!look.valid()) throw core::Refusal(core::RefusalCode::invalid, look.message, "code");
    Code code{std::move(look.code), read_time(written.valid_from, zone, Edge::first_moment, "valid_from"),
              read_time(written.valid_until, zone, Edge::after_the_last, "valid_until")};
    if (code.valid_from && code.valid_until && *code.valid_until <= *code.valid_from) {
        throw core::Refusal(core::RefusalCode::invalid, "It must end after it begins.", "valid_until");
    }
    return code;
}

Reason reason_at(const Code& code, core::Timestamp now) {
    if (code.valid_from && now < *code.valid_from) return Reason::not_yet;
    if (code.valid_until && now >= *code.valid_until) return Reason::expired;
    return Reason::ok;
}

}  // namespace promo::coupons::codes
