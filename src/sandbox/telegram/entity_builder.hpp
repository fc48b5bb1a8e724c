#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sandbox/telegram/api_error.hpp"
#include "sandbox/telegram/entities.hpp"

namespace promo::sandbox::telegram {

// The text without its markup, and how long it is in UTF-16 code units so far.
class EntityBuilder {
public:
    void append(char byte);
    void append(std::string_view bytes);
    void append_code_point(std::uint32_t code);

    std::int64_t units() const { return units_; }
    std::string_view since(std::size_t byte) const { return std::string_view(result_.text).substr(byte); }
    std::size_t bytes() const { return result_.text.size(); }

    // An entity of no length is dropped.
    void add(MessageEntity entity, std::int64_t began);
    FormattedText take();

private:
    FormattedText result_;
    std::int64_t units_ = 0;
};

inline ApiError cannot_parse(const std::string& why) {
    return bad_request("can't parse entities: " + why);
}

inline std::string at_byte(std::size_t offset) {
    return " at byte offset " + std::to_string(offset);
}

// `tg://user?id=5` in a link names a user.
MessageEntity link_entity(std::string url);

}  // namespace promo::sandbox::telegram
