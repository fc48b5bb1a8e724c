#pragma once

#include <stdexcept>
#include <string>

#include "core/secret.hpp"
#include "core/time.hpp"
#include "http/message.hpp"

namespace promo::sandbox::s3 {

// Who may call, and from where he has to say that he calls.
struct Account {
    std::string access_key;
    core::Secret secret_key;
    std::string region;
};

// What a store answers instead of doing what it was asked.
class Refused : public std::runtime_error {
public:
    Refused(int status, std::string code, const std::string& message)
        : std::runtime_error(message), status_(status), code_(std::move(code)) {}
    int status() const { return status_; }
    const std::string& code() const { return code_; }

private:
    int status_;
    std::string code_;
};

// Recomputes the signature of a request as it arrived, Signature Version 4 in the header or in the address, from
// Amazon's description alone: nothing is shared with the program that signs. Throws Refused.
void verify(const http::Request& request, const Account& account, core::Timestamp now);

}  // namespace promo::sandbox::s3
