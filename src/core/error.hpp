#pragma once

#include <boost/describe/enum.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace promo::core {

// Why something is refused. The enumerator is the `code` a client reads; http/errors.cpp knows the statuses.
enum class RefusalCode {
    invalid,
    unauthorized,
    forbidden,
    no_tenant,  // signed in, but belongs to no business yet
    tenant_suspended,
    not_found,
    method_not_allowed,
    conflict,
    too_large,
    unsupported_media,
    unprocessable,
    misdirected,
    rate_limited,
    not_configured,
    overloaded,
    unavailable,
};
BOOST_DESCRIBE_ENUM(RefusalCode, invalid, unauthorized, forbidden, no_tenant, tenant_suspended, not_found,
                    method_not_allowed, conflict, too_large, unsupported_media, unprocessable, misdirected,
                    rate_limited, not_configured, overloaded, unavailable)

std::string_view to_string(RefusalCode code);

// What the user did, or cannot have, said so that he knows what to do next. Everything in it may be shown to him.
// Any other exception means that we broke, and its text stays in the log.
class Refusal : public std::exception {
public:
    Refusal(RefusalCode code, std::string message, std::string field = {})
        : code_(code), message_(std::move(message)), field_(std::move(field)) {}

    RefusalCode code() const { return code_; }
    const std::string& message() const { return message_; }
    const std::string& field() const { return field_; }
    std::optional<std::chrono::seconds> retry_after() const { return retry_after_; }
    const char* what() const noexcept override { return message_.c_str(); }

    Refusal& after(std::chrono::seconds wait) {
        retry_after_ = wait;
        return *this;
    }

private:
    RefusalCode code_;
    std::string message_;
    std::string field_;
    std::optional<std::chrono::seconds> retry_after_;
};

}  // namespace promo::core
