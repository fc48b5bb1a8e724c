#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>

namespace promo::sandbox::telegram {

// A call that Telegram would refuse, with the words that it would use.
class ApiError : public std::exception {
public:
    ApiError(int error_code, std::string error_text) : code(error_code), description(std::move(error_text)) {}
    const char* what() const noexcept override { return description.c_str(); }

    int code;
    std::string description;
    std::optional<std::int64_t> retry_after;
    std::optional<std::int64_t> migrate_to_chat_id;
};

inline ApiError bad_request(const std::string& why) {
    return ApiError(400, "Bad Request: " + why);
}

inline ApiError forbidden(const std::string& why) {
    return ApiError(403, "Forbidden: " + why);
}

}  // namespace promo::sandbox::telegram
