#include "domains/coupons/verdict.hpp"

#include "rendering/caption.hpp"

namespace promo::coupons {
namespace {

constexpr int kMalformed = 400;

std::string_view message_of(Reason reason) {
    switch (reason) {
        case Reason::ok:
            return "This coupon is valid.";
        case Reason::empty:
            return "Enter a coupon code: letters, digits, dashes and underscores.";
        case Reason::bad_format:
            return "This is too long for a coupon code: 64 characters at most.";
        case Reason::not_found:
            return "This coupon code is not known. Look for a typing mistake, or ask whoever gave it to you.";
        case Reason::not_yet:
            return "This coupon is not valid yet. Ask whoever gave it to you when it starts.";
        case Reason::expired:
            return "This coupon has expired. Ask for a new one.";
        case Reason::unavailable:
            return "The coupon could not be checked just now. Nothing is wrong with it: try again in a minute.";
        case Reason::timeout:
            return "Checking the coupon took too long. Nothing is wrong with it: try again in a minute.";
        case Reason::not_configured:
            return "Coupons cannot be checked here yet: this business still has to finish its coupon settings.";
    }
    return {};
}

}  // namespace

Verdict verdict(Reason reason, std::string code, int status_code) {
    return {reason, std::move(code), status_code, std::string(message_of(reason))};
}

Verdict first_look(std::string_view typed) {
    auto code = rendering::clean_code(typed);
    if (code.empty()) return verdict(Reason::empty, {}, kMalformed);
    if (code.size() > rendering::kLongestCaption) return verdict(Reason::bad_format, {}, kMalformed);
    return verdict(Reason::ok, std::move(code));
}

}  // namespace promo::coupons
