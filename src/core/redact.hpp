#pragma once

#include <string>
#include <string_view>

namespace promo::core {

// The last net under every log line and error text: what looks like a bot token, a vendor's key, a JWT, the value of an
// Authorization header, or a password in a URL or query becomes `****`. It errs on the side of hiding too much, and
// is no licence to pass secrets around: core::Secret is the first net.
std::string redact(std::string_view text);

// Whether a field of this name holds a secret, whatever its value looks like: `authorization`, `api_key`, `X-Password`.
bool is_secret_name(std::string_view name);

}  // namespace promo::core
