#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domains/coupon_bot/said.hpp"
#include "domains/templates/template.hpp"

namespace promo::coupon_bot {

using templates::Variant;

// What somebody wants of the bot.
struct Start {
    std::string payload;  // of the deep link that brought him
};
struct Help {};
struct Generate {};
struct Cancel {};
struct Subscription {
    bool wanted = true;
};
struct SetTimeZone {
    std::string name;  // empty: asks how
};
struct Coupon {
    std::string typed;
};
// `/template/CODE`, with one template and coupon for each way to read it, the likeliest first.
struct Order {
    struct Reading {
        std::string name;
        std::string code;
        std::string size;  // empty: any
    };
    std::vector<Reading> readings;
    bool is_for_us = false;  // nobody else can be meant
};
struct NotText {};
struct UnknownCommand {
    std::string name;  // without the slash
};

// What a button asks for. Its data is at most 64 bytes, so templates go by their numbers.
struct ShowGallery {
    std::size_t page = 0;
    bool as_new = false;  // the message that it is below stays
};
struct ShowTemplate {
    std::int64_t number = 0;
};
struct MakePicture {
    enum class How { photo, in_place, document };
    How how = How::photo;
    std::int64_t number = 0;
    Variant variant = Variant::square;
};
struct Choose {  // one of several templates that were meant, with the coupon
    std::int64_t number = 0;
    std::string code;
};
struct Nothing {};
struct StaleButton {};

using Meaning = std::variant<Nothing, Start, Help, Generate, Cancel, Subscription, SetTimeZone, Coupon, Order, NotText,
                             UnknownCommand, ShowGallery, ShowTemplate, MakePicture, Choose, StaleButton>;

// `bot_name` is without `@`.
Meaning understand(const Said& said, std::string_view bot_name);

// The data of the buttons.
std::string data_of(const ShowGallery& wish);
std::string data_of(const ShowTemplate& wish);
std::string data_of(const MakePicture& wish);
// Empty: it does not fit into a button.
std::optional<std::string> data_of(const Choose& wish);
inline constexpr std::string_view kNothingData = "x";
inline constexpr std::string_view kStopData = "unsub";  // below broadcasts

}  // namespace promo::coupon_bot
