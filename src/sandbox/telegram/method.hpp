#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json_write.hpp"
#include "sandbox/telegram/api_error.hpp"
#include "sandbox/telegram/arguments.hpp"
#include "sandbox/telegram/state.hpp"

namespace promo::sandbox::telegram {

// One call of a method by a bot, its arguments checked.
struct Call {
    State& state;
    Bot& bot;
    Arguments& arguments;
    std::string description;  // what Telegram adds to some good answers

    template <class T>
    T read() const {
        auto parsed = core::json::try_parse<T>(arguments.json);
        if (!parsed) throw bad_request("can't read the arguments: " + parsed.problem);
        return std::move(*parsed.value);
    }
    // Counts messages against Telegram's rates. Throws ApiError 429 with `retry_after`.
    void spend(const ChatState& chat, std::size_t messages);
    // Something the published text forbids although the table allows it. Throws in strict mode.
    void violate(std::string rule);
};

// `chat_id`: a number or an @username, kept as text.
struct ChatRef {
    std::string text;
};
void read_json(const core::json::Node& node, ChatRef& out);
void write_json(core::json::Writer& writer, const ChatRef& value);

// Gives the result as JSON, or throws ApiError.
using Method = std::string (*)(Call&);
using Methods = std::map<std::string_view, Method>;

Methods bot_methods();
Methods update_methods();
Methods send_methods();
Methods media_methods();
Methods copy_methods();
Methods edit_methods();
Methods chat_methods();
Methods member_methods();
Methods invite_methods();

// Of everything that the sandbox imitates; null for what it does not.
Method find_method(std::string_view name);
std::vector<std::string_view> method_names();

template <class T>
std::string result_of(const T& value) {
    return core::json::to_text(value, core::json::Absent::omitted);
}

inline std::string yes() {
    return "true";
}

}  // namespace promo::sandbox::telegram
