#include "domains/coupon_bot/talk/turn.hpp"

#include <algorithm>

#include "core/time_zone.hpp"
#include "core/utf8.hpp"
#include "domains/coupon_bot/matching.hpp"
#include "domains/coupon_bot/texts.hpp"

// What the bot does with each thing that it understands; how it makes pictures is in turn_pictures.cpp.
namespace promo::coupon_bot::talk {
namespace {

using bot_users::Step;

constexpr std::size_t kLongestPayload = 64;
constexpr std::string_view kSharedPrefix = "c_";
constexpr std::string_view kSharedSource = "shared";

bool is_payload(std::string_view text) {
    return !text.empty() && text.size() <= kLongestPayload && std::ranges::all_of(text, [](char letter) {
        return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
               (letter >= 'A' && letter <= 'Z') || letter == '_' || letter == '-';
    });
}

}  // namespace

Turn::Turn(const Service::Neighbours& with, const Service::Options& options, const messaging::Update& update,
           const Said& said, Known known)
    : with_(with),
      options_(options),
      tenant_(update.tenant_id),
      telegram_id_(update.telegram_id),
      said_(said),
      known_(std::move(known)) {
    if (known_.user) plan_.source = known_.user->source;
}

Plan Turn::think(const Meaning& meaning) {
    std::visit([this](const auto& each) { on(each); }, meaning);
    return std::move(plan_);
}

void Turn::on(const Start& start) {
    const bool is_shared = start.payload.starts_with(kSharedPrefix);
    if (!known_.user && is_payload(start.payload))
        plan_.source = is_shared ? std::string(kSharedSource) : start.payload;
    plan_.steps.push_back(Step::start);
    if (is_shared && said_.is_private()) return on(Coupon{start.payload.substr(kSharedPrefix.size())});
    const auto tenant = with_.tenants.find(tenant_);
    const auto name = tenant ? tenant->name : std::string();
    const auto first_name = said_.is_private() ? said_.first_name.value_or("") : std::string();
    if (known_.settings.greeting.empty()) return say(texts::greeting(first_name, name));
    say(texts::written_greeting(known_.settings.greeting, first_name, name));
}

void Turn::on(const Help&) {
    const auto& templates = shown_templates();
    say(texts::help(templates.empty() ? "template" : templates.front().slug));
}

void Turn::on(const Generate&) {
    if (const auto code = remembered_coupon()) show_gallery(*code, 0, true);
}

void Turn::on(const Cancel&) {
    say(texts::cancelled());
}

void Turn::on(const Subscription& subscription) {
    plan_.unsubscribed = !subscription.wanted;
    say(subscription.wanted ? texts::subscribed() : texts::unsubscribed());
}

void Turn::on(const SetTimeZone& wish) {
    if (wish.name.empty())
        return say(texts::how_to_set_time_zone(known_.user ? known_.user->time_zone.value_or("") : ""));
    const auto zone = core::TimeZone::find(wish.name);
    if (!zone) return say(texts::no_time_zone(core::utf8_prefix(wish.name, kLongestPayload)));
    plan_.time_zone = zone->name();
    say(texts::time_zone_set(zone->name()));
}

void Turn::on(const Coupon& coupon) {
    const auto code = checked(coupon.typed);
    if (!code) return;
    plan_.coupon = *code;
    plan_.steps.push_back(Step::code);
    show_gallery(*code, 0, true);
}

void Turn::on(const Order& order) {
    for (const auto& reading : order.readings) {
        const auto found = candidates(shown_templates(), reading.name);
        if (found.empty()) continue;
        const auto code = checked(reading.code, found.size() == 1 ? found.front() : nullptr);
        if (!code) return;
        if (said_.is_private()) plan_.coupon = *code;
        plan_.steps.push_back(Step::code);
        if (found.size() == 1) return make_any(*found.front(), reading.size, *code);
        if (const auto keyboard = choice_keyboard(found, *code)) return say(texts::which_one(reading.name), *keyboard);
        return say(texts::which_one(found, *code));
    }
    // In a group, `/ban somebody` is for another bot.
    if (!said_.is_private() && !order.is_for_us) return;
    const auto& reading = order.readings.front();
    fail("template_not_found", reading.code, nullptr, {}, texts::no_such_template(reading.name));
}

void Turn::on(const NotText&) {
    say(texts::not_text());
}

void Turn::on(const UnknownCommand& command) {
    const auto found = candidates(shown_templates(), command.name.substr(0, command.name.find('/')));
    if (found.size() != 1) return say(texts::unknown_command());
    const auto last = known_.user ? known_.user->last_coupon_code : std::nullopt;
    say(texts::code_is_missing(found.front()->slug, last.value_or("CODE")));
}

void Turn::on(const ShowGallery& wish) {
    if (const auto code = remembered_coupon()) show_gallery(*code, wish.page, wish.as_new);
}

void Turn::on(const ShowTemplate& wish) {
    const auto code = remembered_coupon();
    if (!code) return;
    const auto found = shown_template(wish.number);
    if (!found) return fail("template_not_found", *code, nullptr, {}, texts::template_gone());
    if (found->faces.size() == 1)
        return make_picture({*found, found->faces.begin()->first, *code}, MakePicture::How::photo);
    const auto& all = shown_templates();
    const auto place = std::ranges::find(all, wish.number, &templates::Template::number) - all.begin();
    const auto keyboard = size_keyboard(*found, page_of(static_cast<std::size_t>(place)));
    const auto preview = drawn({*found, found->faces.begin()->first, *code});
    if (!preview) return fail(error_type_, *code, &*found, found->faces.begin()->first, texts::not_drawn(problem_));
    say_with_picture(*preview, texts::sizes(found->name, *code), keyboard, false);
}

void Turn::on(const MakePicture& wish) {
    const auto code = remembered_coupon();
    if (!code) return;
    const auto found = shown_template(wish.number);
    if (!found) return fail("template_not_found", *code, nullptr, {}, texts::template_gone());
    if (!found->faces.contains(wish.variant)) {
        return fail("no_variants", *code, &*found, wish.variant,
                    texts::no_such_size(texts::size_label(wish.variant), *found));
    }
    const bool as_file = wish.how == MakePicture::How::document;
    make_picture({*found, wish.variant, *code, as_file ? rendering::Format::png : rendering::Format::jpg}, wish.how);
}

void Turn::on(const Choose& wish) {
    const auto found = shown_template(wish.number);
    if (!found) return fail("template_not_found", wish.code, nullptr, {}, texts::template_gone());
    if (const auto code = checked(wish.code, &*found)) make_any(*found, {}, *code);
}

void Turn::on(const StaleButton&) {
    say(texts::stale_button());
}

std::optional<std::string> Turn::checked(std::string_view typed, const templates::Template* of) {
    const auto verdict = with_.coupons.check(tenant_, typed);
    if (verdict.valid()) return verdict.code;
    const auto code = verdict.code.empty() ? std::string(typed) : verdict.code;
    if (verdict.says_something()) {
        fail("invalid_coupon", code, of, {}, texts::wrong_coupon(verdict.code, verdict));
    } else {
        fail("validation_unavailable", code, of, {}, texts::cannot_check(code, verdict));
    }
    return std::nullopt;
}

std::optional<std::string> Turn::remembered_coupon() {
    if (!known_.user || !known_.user->last_coupon_code) {
        say(texts::no_coupon());
        return std::nullopt;
    }
    const auto& code = *known_.user->last_coupon_code;
    if (known_.user->coupon_checked_at && known_.now < *known_.user->coupon_checked_at + Service::kCouponHolds)
        return code;
    auto still = checked(code);
    if (still) plan_.coupon = *still;
    return still;
}

const std::vector<templates::Template>& Turn::shown_templates() {
    if (!templates_) {
        templates_ = with_.templates.list(tenant_);
        std::erase_if(*templates_, [](const templates::Template& each) { return !each.telegram_enabled; });
    }
    return *templates_;
}

std::optional<templates::Template> Turn::shown_template(std::int64_t number) {
    auto found = with_.templates.find(tenant_, number);
    if (found && !found->telegram_enabled) found.reset();
    return found;
}

}  // namespace promo::coupon_bot::talk
