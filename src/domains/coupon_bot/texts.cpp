#include "domains/coupon_bot/texts.hpp"

#include "core/enum_name.hpp"

namespace promo::coupon_bot::texts {
namespace {

using messaging::lines;

Html text(std::string_view plain) {
    return Html::text(plain);
}

// The line between two paragraphs.
Html gap() {
    return Html();
}

std::string command_of(std::string_view slug, std::string_view code) {
    return '/' + std::string(slug) + '/' + std::string(code);
}

}  // namespace

Html greeting(std::string_view first_name, std::string_view tenant) {
    auto hello = text("Hello");
    if (!first_name.empty()) hello += text(" ") + text(first_name);
    return lines({hello + text("! This is ") + Html::bold(text(tenant)) + text("."), gap(),
                  text("Send me your coupon code, and I will put it onto a picture that you can share.")});
}

Html written_greeting(std::string_view html, std::string_view first_name, std::string_view tenant) {
    auto words = messaging::filled(Html::written(html, "greeting"), "first_name", first_name);
    return messaging::filled(words, "name", tenant);
}

Html help(std::string_view example) {
    return lines({Html::bold(text("How it works")), text("1. Send me your coupon code."), text("2. Choose a picture."),
                  text("3. Share it."), gap(), text("/generate – the pictures once more, with your last coupon"),
                  text("/timezone – your time zone, for news at the right hour"), text("/stop – no more news from us"),
                  text("/subscribe – news again"), gap(),
                  text("Here, in groups and in channels, this makes a picture at once: ") +
                      Html::code(command_of(example, "CODE")) + text(" or ") +
                      Html::code(command_of(example, "CODE/story"))});
}

Html wrong_coupon(std::string_view code, const coupons::Verdict& verdict) {
    if (code.empty()) return text(verdict.message);
    return lines({Html::code(code), text(verdict.message)});
}

Html cannot_check(std::string_view code, const coupons::Verdict& verdict) {
    return lines({Html::code(code), text(verdict.message)});
}

Html no_coupon() {
    return text("Send me your coupon code first, as a message of its own.");
}

Html no_templates() {
    return text("There are no pictures to choose from yet. Your coupon is kept: try /generate later.");
}

Html gallery(std::string_view code) {
    return lines({text("Your coupon ") + Html::code(code) + text(" is good. Which picture do you want?"), gap(),
                  text("Another coupon? Just send it.")});
}

Html sizes(std::string_view name, std::string_view code) {
    return lines({Html::bold(text(name)) + text(" with ") + Html::code(code), text("Which size?")});
}

Html picture(std::string_view name, std::string_view code) {
    return lines({Html::bold(text(name)), text("Coupon: ") + Html::code(code)});
}

Html no_such_template(std::string_view name) {
    return text("There is no picture called ") + Html::bold(text(name)) +
           text(". Send your coupon code alone to see all of them.");
}

Html template_gone() {
    return text("This picture is no longer there. /generate shows those that are.");
}

Html no_such_size(std::string_view size, const templates::Template& of) {
    auto answer = Html::bold(text(of.name)) + text(" has no size ") + Html::bold(text(size)) + text(". It has: ");
    bool first = true;
    for (const auto& [variant, face] : of.faces) {
        if (!first) answer += text(", ");
        answer += text(core::enum_name(variant));
        first = false;
    }
    return answer + text(".");
}

Html which_one(std::string_view name) {
    return text("Several pictures are called something like ") + Html::bold(text(name)) + text(". Which one?");
}

Html which_one(const std::vector<const templates::Template*>& of, std::string_view code) {
    auto answer = text("Several pictures are called like that. Send one of these:");
    for (const auto* each : of)
        answer = lines({answer, Html::code(command_of(each->slug, code))});
    return answer;
}

Html not_drawn(std::string_view why) {
    return lines({text("The picture could not be made. ") + text(why), text("Another one may work: /generate")});
}

Html cancelled() {
    return text("All right. Send a coupon code whenever you want a picture.");
}

Html unsubscribed() {
    return text("You will get no more news from us. Pictures work as before. /subscribe brings the news back.");
}

Html subscribed() {
    return text("You will hear from us again. /stop ends that.");
}

Html time_zone_set(std::string_view zone) {
    return text("Noted: your time is that of ") + Html::bold(text(zone)) + text(".");
}

Html no_time_zone(std::string_view typed) {
    return text("I do not know the time zone ") + Html::bold(text(typed)) + text(". Write it like this: ") +
           Html::code("/timezone Europe/London");
}

Html how_to_set_time_zone(std::string_view now) {
    auto known = now.empty() ? text("I do not know your time zone yet.")
                             : text("Your time zone is ") + Html::bold(text(now)) + text(".");
    const auto how = now.empty() ? "Tell me like this: " : "To change it, write: ";
    return lines({known, text(how) + Html::code("/timezone Europe/London")});
}

Html not_text() {
    return text("I can only read text. Send me your coupon code as a message.");
}

Html unknown_command() {
    return text("I do not know this command. /help says what I can do.");
}

Html code_is_missing(std::string_view slug, std::string_view example) {
    return text("With which coupon? Write it behind the name: ") + Html::code(command_of(slug, example));
}

Html too_fast() {
    return text("That was a lot at once. Wait a minute, then I answer again.");
}

Html stale_button() {
    return text("This button no longer works. /generate shows the pictures again.");
}

std::string size_label(templates::Variant variant) {
    std::string name(core::enum_name(variant));
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
    return name;
}

std::string size_label(templates::Variant variant, rendering::Size size) {
    return size_label(variant) + ' ' + std::to_string(size.width) + "×" + std::to_string(size.height);
}

std::string share_text(std::string_view code) {
    return "My coupon: " + std::string(code);
}

std::vector<messaging::Command> commands() {
    return {{"start", "Begin with a coupon code"},
            {"generate", "The pictures again, with your last coupon"},
            {"timezone", "Your time zone, for news at the right hour"},
            {"stop", "No more news"},
            {"subscribe", "News again"},
            {"help", "What this bot can do"}};
}

std::vector<messaging::Command> group_commands() {
    return {{"help", "What this bot can do"}};
}

}  // namespace promo::coupon_bot::texts
