#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domains/coupons/verdict.hpp"
#include "domains/messaging/content/call.hpp"
#include "domains/messaging/content/html.hpp"
#include "domains/templates/template.hpp"

// Everything that the bot says.
namespace promo::coupon_bot::texts {

using messaging::Html;

Html greeting(std::string_view first_name, std::string_view tenant);
// What a tenant wrote, with `{first_name}` and `{name}`.
Html written_greeting(std::string_view html, std::string_view first_name, std::string_view tenant);
Html help(std::string_view example);

Html wrong_coupon(std::string_view code, const coupons::Verdict& verdict);
Html cannot_check(std::string_view code, const coupons::Verdict& verdict);
Html no_coupon();
Html no_templates();
Html gallery(std::string_view code);
Html sizes(std::string_view name, std::string_view code);
Html picture(std::string_view name, std::string_view code);

Html no_such_template(std::string_view name);
Html template_gone();
Html no_such_size(std::string_view size, const templates::Template& of);
Html which_one(std::string_view name);
Html which_one(const std::vector<const templates::Template*>& of, std::string_view code);
// Why a picture could not be made, in the words of who refused.
Html not_drawn(std::string_view why);

Html cancelled();
Html unsubscribed();
Html subscribed();
Html time_zone_set(std::string_view zone);
Html no_time_zone(std::string_view typed);
Html how_to_set_time_zone(std::string_view now);
Html not_text();
Html unknown_command();
// To `/flash-sale` alone.
Html code_is_missing(std::string_view slug, std::string_view example);
// The last answer for a while to somebody who writes faster than the bot may answer.
Html too_fast();
Html stale_button();

// `Story 1080×1920`
std::string size_label(templates::Variant variant, rendering::Size size);
std::string size_label(templates::Variant variant);
std::string share_text(std::string_view code);

std::vector<messaging::Command> commands();
std::vector<messaging::Command> group_commands();

}  // namespace promo::coupon_bot::texts
