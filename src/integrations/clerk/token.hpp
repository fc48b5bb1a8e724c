#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/json_node.hpp"
#include "integrations/clerk/api.hpp"

namespace promo::clerk {

// A session token as it came, with nothing believed yet. Its parts point into the text it was read from.
class Token {
public:
    // Fails with malformed_token or unsupported_token.
    static std::variant<Token, Failure> read(std::string_view text);

    // As the token says; a name to compare, never an address to ask. Empty: it says nothing.
    std::string issuer() const;
    const std::string& kid() const { return kid_; }
    std::string_view signed_part() const { return signed_part_; }
    const std::string& signature() const { return signature_; }

    // Whom it speaks of, if it is in force: asked only once the signature is known to be the issuer's.
    Verdict claims(core::Timestamp now, const std::vector<std::string>& parties) const;

private:
    Token() = default;

    std::string kid_;
    std::string_view signed_part_;
    std::string signature_;
    std::unique_ptr<core::json::Document> payload_;
};

}  // namespace promo::clerk
