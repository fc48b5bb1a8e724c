#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domains/messaging/content/call.hpp"
#include "domains/templates/template.hpp"

namespace promo::broadcasts {

enum class PictureKind { upload, template_ };
BOOST_DESCRIBE_ENUM(PictureKind, upload, template_)

// One picture for all, or a template with each recipient's own coupon on it.
struct Picture {
    PictureKind kind = PictureKind::upload;
    std::optional<std::string> id = {};         // of the upload
    std::optional<std::string> template_ = {};  // its slug
    std::optional<templates::Variant> variant = {};
    std::optional<std::string> fallback_code = {};  // for who has no coupon; none: he is left out

    friend bool operator==(const Picture&, const Picture&) = default;
};
BOOST_DESCRIBE_STRUCT(Picture, (), (kind, id, template_, variant, fallback_code))

// Opens an address, or puts a text into the clipboard: one of the two.
struct LinkButton {
    std::string text;
    std::optional<std::string> url = {};
    std::optional<std::string> copy_text = {};

    friend bool operator==(const LinkButton&, const LinkButton&) = default;
};
BOOST_DESCRIBE_STRUCT(LinkButton, (), (text, url, copy_text))

// What is said. The text is Telegram's HTML and may name {first_name}, {name}, {username} and {coupon}, copied texts
// and addresses of buttons {coupon}.
struct Content {
    std::string text;
    std::optional<Picture> picture = {};
    std::vector<std::vector<LinkButton>> buttons = {};
    bool silent = false;
    bool protect = false;
    bool preview_links = false;

    friend bool operator==(const Content&, const Content&) = default;
};
BOOST_DESCRIBE_STRUCT(Content, (), (text, picture, buttons, silent, protect, preview_links))

// Whom it is said to.
struct Person {
    std::int64_t chat_id = 0;
    std::string chat_type = "private";
    std::optional<std::string> first_name = {};
    std::optional<std::string> last_name = {};
    std::optional<std::string> username = {};
    std::optional<std::string> coupon = {};
};

// What comes back when somebody presses the button below each broadcast in a private chat.
inline constexpr std::string_view kStopData = "unsub";
inline constexpr std::string_view kStopText = "Stop these messages";

struct Problem {
    std::string field;
    std::string message;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (field, message))

// All that is wrong with it, in the order of the page; also how long it may get with the longest names.
std::vector<Problem> problems(const Content& content);
// Refuses the first of them as `invalid`. A draft may be unfinished: then an empty text is none.
void check(const Content& content);

// How many of Telegram's units it has with the longest names, and how many it may have.
std::size_t longest_units(const Content& content);
std::size_t limit(const Content& content);

// The coupon that this person gets to see; empty: the content asks for one and there is none.
bool needs_coupon(const Content& content);
std::optional<std::string> coupon_for(const Content& content, const Person& person);

messaging::Html text_for(const Content& content, const Person& person);
// `picture` where the content has one.
messaging::Call call_for(const Content& content, const Person& person, const std::optional<messaging::File>& picture);

std::string plain_text(const Content& content);

}  // namespace promo::broadcasts
