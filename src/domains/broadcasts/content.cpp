#include "domains/broadcasts/content.hpp"

#include <algorithm>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/trim.hpp"
#include "rendering/caption.hpp"

namespace promo::broadcasts {
namespace {

using core::Refusal;
using core::RefusalCode;
using messaging::Html;
using messaging::Keyboard;

constexpr std::string_view kCoupon = "{coupon}";
constexpr std::size_t kLongestHtml = 64 * 1024;
// What Telegram counts twice.
std::string emoji(int how_many) {
    std::string text;
    while (how_many-- > 0)
        text += "\U0001F600";
    return text;
}

// The longest that Telegram lets anybody call himself, and the longest coupon.
const Person kLongest{.chat_id = 0,
                      .chat_type = "private",
                      .first_name = emoji(64),
                      .last_name = emoji(64),
                      .username = std::string(32, 'w'),
                      .coupon = std::string(64, 'W')};

bool names_coupon(const std::string& text) {
    return text.find(kCoupon) != std::string::npos;
}

std::string with_coupon(std::string text, const std::string& coupon) {
    for (auto at = text.find(kCoupon); at != std::string::npos; at = text.find(kCoupon, at + coupon.size()))
        text.replace(at, kCoupon.size(), coupon);
    return text;
}

std::string full_name(const Person& person) {
    std::string name = person.first_name.value_or("");
    if (person.last_name) name += (name.empty() ? "" : " ") + *person.last_name;
    return name;
}

// Somebody without a name is addressed all the same.
std::string or_there(std::string name) {
    return name.empty() ? "there" : name;
}

Html filled(Html text, const Content& content, const Person& person) {
    text = messaging::filled(text, "first_name", or_there(person.first_name.value_or("")));
    text = messaging::filled(text, "name", or_there(full_name(person)));
    text = messaging::filled(text, "username",
                             person.username ? '@' + *person.username : or_there(person.first_name.value_or("")));
    return messaging::filled(text, "coupon", coupon_for(content, person).value_or(""));
}

// Its own buttons, and in a private chat the one that nobody can leave out.
Keyboard keyboard_for(const Content& content, const Person& person) {
    const auto coupon = coupon_for(content, person).value_or("");
    Keyboard keyboard;
    for (const auto& row : content.buttons) {
        auto& made = keyboard.emplace_back();
        for (const auto& each : row) {
            messaging::Button button{.text = each.text};
            if (each.url) button.url = with_coupon(*each.url, core::url_encode(coupon));
            if (each.copy_text) button.copy_text = with_coupon(*each.copy_text, coupon);
            made.push_back(std::move(button));
        }
    }
    if (person.chat_type == "private")
        keyboard.push_back({{.text = std::string(kStopText), .callback = std::string(kStopData)}});
    return keyboard;
}

template <class Check>
void collect(std::vector<Problem>& problems, Check&& check) {
    try {
        check();
    } catch (const Refusal& refusal) {
        problems.push_back({refusal.field(), refusal.message()});
    }
}

void check_text(const Content& content) {
    const auto refuse = [](std::string message) {
        throw Refusal(RefusalCode::invalid, std::move(message), "content.text");
    };
    if (content.text.size() > kLongestHtml) refuse("This text is far too long.");
    const auto html = Html::written(content.text, "content.text");
    if (core::trimmed(plain_text(content)).empty() && !content.picture) refuse("Write what it should say.");
    const auto units = longest_units(content);
    if (units <= limit(content)) return;
    refuse("With the longest names this has " + std::to_string(units) + " characters, and " +
           (content.picture ? "below a picture" : "Telegram") + " takes at most " + std::to_string(limit(content)) +
           ". Shorten it.");
}

void check_picture(const Picture& picture) {
    const auto refuse = [](std::string message, const char* field) {
        throw Refusal(RefusalCode::invalid, std::move(message), field);
    };
    if (picture.kind == PictureKind::upload) {
        if (!picture.id || picture.id->empty()) refuse("Upload a picture, or take it away.", "content.picture.id");
        return;
    }
    if (!picture.template_ || picture.template_->empty()) refuse("Choose a template.", "content.picture.template");
    if (!picture.variant) refuse("Choose a size: square, story or feed.", "content.picture.variant");
    if (picture.fallback_code && rendering::caption_of(*picture.fallback_code).empty())
        refuse("This code has nothing that can be drawn.", "content.picture.fallback_code");
}

void check_buttons(const Content& content) {
    for (const auto& row : content.buttons) {
        for (const auto& button : row) {
            if (button.url.has_value() == button.copy_text.has_value()) {
                throw Refusal(RefusalCode::invalid, "A button opens an address or copies a text: give one of the two.",
                              "content.buttons");
            }
        }
    }
    try {
        messaging::check(keyboard_for(content, kLongest));
    } catch (const Refusal& refusal) {
        throw Refusal(refusal.code(), refusal.message(), "content.buttons");
    }
}

}  // namespace

std::vector<Problem> problems(const Content& content) {
    std::vector<Problem> found;
    collect(found, [&] { check_text(content); });
    if (content.picture) collect(found, [&] { check_picture(*content.picture); });
    collect(found, [&] { check_buttons(content); });
    return found;
}

void check(const Content& content) {
    check_text(content);
    if (content.picture) check_picture(*content.picture);
    check_buttons(content);
}

std::size_t longest_units(const Content& content) {
    auto without_coupon = kLongest;
    without_coupon.coupon.reset();
    return std::max(text_for(content, kLongest).units(), text_for(content, without_coupon).units());
}

std::size_t limit(const Content& content) {
    return content.picture ? messaging::kLongestCaption : messaging::kLongestText;
}

bool needs_coupon(const Content& content) {
    if (content.picture && content.picture->kind == PictureKind::template_) return true;
    if (names_coupon(content.text)) return true;
    return std::ranges::any_of(content.buttons, [](const auto& row) {
        return std::ranges::any_of(row, [](const LinkButton& button) {
            return names_coupon(button.url.value_or("")) || names_coupon(button.copy_text.value_or(""));
        });
    });
}

std::optional<std::string> coupon_for(const Content& content, const Person& person) {
    if (person.coupon) return person.coupon;
    return content.picture ? content.picture->fallback_code : std::nullopt;
}

Html text_for(const Content& content, const Person& person) {
    return filled(Html::written(content.text, "content.text"), content, person);
}

messaging::Call call_for(const Content& content, const Person& person, const std::optional<messaging::File>& picture) {
    const messaging::Sending sending{.keyboard = keyboard_for(content, person),
                                     .silent = content.silent,
                                     .protect = content.protect,
                                     .preview_links = content.preview_links};
    const auto text = text_for(content, person);
    if (picture) return messaging::send_photo(person.chat_id, *picture, text, sending);
    return messaging::send_message(person.chat_id, text, sending);
}

std::string plain_text(const Content& content) {
    std::string plain;
    bool tag = false;
    for (const char letter : content.text) {
        if (letter == '<') tag = true;
        if (!tag) plain += letter;
        if (letter == '>') tag = false;
    }
    return plain;
}

}  // namespace promo::broadcasts
