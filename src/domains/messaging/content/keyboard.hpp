#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

namespace promo::messaging {

// A button below a message: it has exactly one of the three.
struct Button {
    std::string text;
    std::optional<std::string> callback = {};   // what comes back when it is pressed, 1 to 64 bytes
    std::optional<std::string> url = {};        // what it opens
    std::optional<std::string> copy_text = {};  // what it puts into the clipboard, 1 to 256 characters

    friend bool operator==(const Button&, const Button&) = default;
};
BOOST_DESCRIBE_STRUCT(Button, (), (text, callback, url, copy_text))

using Keyboard = std::vector<std::vector<Button>>;

// Refuses as `invalid`, with the field `buttons`, what Telegram would: more than 100, more than 8 in a row, a text of
// no or more than 64 characters, an address that is none of http, https and tg, data that is too long.
void check(const Keyboard& keyboard);

}  // namespace promo::messaging
