#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "core/json_shape.hpp"
#include "integrations/telegram/api.hpp"
#include "net/http_client.hpp"

namespace promo::telegram {

// What every answer of Telegram is wrapped in.
struct Parameters {
    std::optional<std::int64_t> retry_after;
    std::optional<std::int64_t> migrate_to_chat_id;
};
BOOST_DESCRIBE_STRUCT(Parameters, (), (retry_after, migrate_to_chat_id))

struct Envelope {
    bool ok = false;
    std::optional<core::json::Raw> result;
    std::optional<int> error_code;
    std::optional<std::string> description;
    std::optional<Parameters> parameters;
};
BOOST_DESCRIBE_STRUCT(Envelope, (), (ok, result, error_code, description, parameters))

// What an envelope that is not ok says.
Fault fault_of(const Envelope& said, const net::Reply& reply);

}  // namespace promo::telegram
