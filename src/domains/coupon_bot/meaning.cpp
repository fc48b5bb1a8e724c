#include "domains/coupon_bot/meaning.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/ascii.hpp"
#include "core/trim.hpp"

namespace promo::coupon_bot {
namespace {

constexpr std::size_t kLongestData = 64;
constexpr std::string_view kBlanks = " \t\r\n";

// A command without its slash, its arguments, and whom it was said to.
struct Spoken {
    std::string command;
    std::string rest;
    bool to_us = false;
    bool to_another = false;
};

Spoken spoken(std::string_view text, std::string_view bot_name) {
    Spoken result;
    text.remove_prefix(1);
    const auto end = std::min(text.find_first_of(kBlanks), text.size());
    auto word = text.substr(0, end);
    result.rest = core::trimmed(text.substr(end));
    if (const auto at = word.find('@'); at != std::string_view::npos) {
        const auto slash = std::min(word.find('/', at), word.size());
        const auto whom = core::lowered(word.substr(at + 1, slash - at - 1));
        result.to_us = whom == core::lowered(bot_name);
        result.to_another = !result.to_us;
        result.command = std::string(word.substr(0, at)) + std::string(word.substr(slash));
    } else {
        result.command = word;
    }
    return result;
}

// `CODE/story`
void add_reading(Order& order, std::string_view name, std::string_view rest) {
    const auto slash = rest.find('/');
    Order::Reading reading{std::string(core::trimmed(name)), std::string(core::trimmed(rest.substr(0, slash))), {}};
    if (slash != std::string_view::npos) reading.size = core::lowered(core::trimmed(rest.substr(slash + 1)));
    if (!reading.name.empty() && !reading.code.empty()) order.readings.push_back(std::move(reading));
}

Order order_of(const Spoken& said) {
    Order order;
    const auto whole = said.rest.empty() ? said.command : said.command + ' ' + said.rest;
    const auto slash = whole.find('/');
    const auto blank = whole.find_first_of(kBlanks);
    if (slash != std::string::npos) add_reading(order, whole.substr(0, slash), whole.substr(slash + 1));
    if (blank < slash) add_reading(order, whole.substr(0, blank), whole.substr(blank + 1));
    order.is_for_us = said.to_us || slash != std::string::npos;
    return order;
}

Meaning command(const Said& said, std::string_view bot_name) {
    const auto spoken = coupon_bot::spoken(said.text, bot_name);
    if (spoken.to_another) return Nothing{};
    const auto word = core::lowered(spoken.command);
    if (word == "start") return said.is_private() || spoken.to_us ? Meaning(Start{spoken.rest}) : Meaning(Nothing{});
    if (word == "help") return said.is_private() || spoken.to_us ? Meaning(Help{}) : Meaning(Nothing{});
    if (said.is_private()) {
        if (word == "generate") return Generate{};
        if (word == "cancel") return Cancel{};
        if (word == "stop") return Subscription{false};
        if (word == "subscribe") return Subscription{true};
        if (word == "timezone") return SetTimeZone{spoken.rest};
    }
    auto order = order_of(spoken);
    if (!order.readings.empty()) return order;
    if (said.is_private()) return UnknownCommand{word};
    return Nothing{};
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

constexpr std::array<std::pair<Variant, char>, 3> kVariantLetters{
    {{Variant::square, 'q'}, {Variant::story, 's'}, {Variant::feed, 'f'}}};

std::optional<Variant> variant_of(std::string_view letter) {
    for (const auto& [variant, known] : kVariantLetters) {
        if (letter == std::string_view(&known, 1)) return variant;
    }
    return std::nullopt;
}

char letter_of(Variant variant) {
    for (const auto& [known, letter] : kVariantLetters) {
        if (known == variant) return letter;
    }
    return 'q';
}

char letter_of(MakePicture::How how) {
    switch (how) {
        case MakePicture::How::photo:
            return 'v';
        case MakePicture::How::in_place:
            return 'e';
        case MakePicture::How::document:
            return 'd';
    }
    return 'v';
}

// Who presses may have made up the data.
Meaning pressed(std::string_view data, bool is_private) {
    if (data == kNothingData) return Nothing{};
    if (data == kStopData) return is_private ? Meaning(Subscription{false}) : Meaning(Nothing{});
    if (data.size() < 3 || data[1] != ':') return StaleButton{};
    const auto rest = data.substr(2);
    const auto colon = rest.find(':');
    const auto number = number_of<std::int64_t>(rest.substr(0, colon));
    if (!number) return StaleButton{};
    const auto more = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    switch (data[0]) {
        case 'g':
        case 'n':
            return ShowGallery{static_cast<std::size_t>(*number), data[0] == 'n'};
        case 't':
            return ShowTemplate{*number};
        case 'k':
            return more.empty() ? Meaning(StaleButton{}) : Meaning(Choose{*number, std::string(more)});
        case 'v':
        case 'e':
        case 'd': {
            const auto variant = variant_of(more);
            if (!variant) return StaleButton{};
            using enum MakePicture::How;
            return MakePicture{data[0] == 'v' ? photo : data[0] == 'e' ? in_place : document, *number, *variant};
        }
        default:
            return StaleButton{};
    }
}

}  // namespace

Meaning understand(const Said& said, std::string_view bot_name) {
    if (said.press) return pressed(said.press->data, said.is_private());
    const auto text = core::trimmed(said.text);
    if (text.size() > 1 && text.front() == '/') {
        auto spoken = said;
        spoken.text = text;
        return command(spoken, bot_name);
    }
    if (!said.is_private() || text == "/") return Nothing{};
    if (text.empty()) return NotText{};
    return Coupon{std::string(text)};
}

std::string data_of(const ShowGallery& wish) {
    return (wish.as_new ? "n:" : "g:") + std::to_string(wish.page);
}

std::string data_of(const ShowTemplate& wish) {
    return "t:" + std::to_string(wish.number);
}

std::string data_of(const MakePicture& wish) {
    return std::string(1, letter_of(wish.how)) + ':' + std::to_string(wish.number) + ':' + letter_of(wish.variant);
}

std::optional<std::string> data_of(const Choose& wish) {
    auto data = "k:" + std::to_string(wish.number) + ':' + wish.code;
    return data.size() <= kLongestData ? std::optional(std::move(data)) : std::nullopt;
}

}  // namespace promo::coupon_bot
