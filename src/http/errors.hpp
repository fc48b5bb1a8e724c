#pragma once

#include <exception>
#include <string_view>

#include "core/error.hpp"
#include "http/message.hpp"

namespace promo::http {

// The one table from codes to statuses.
int status_of(core::RefusalCode code);

// {"success":false,"error":…,"code":…,"field":…,"request_id":…}; Retry-After when the refusal knows it.
Response error_response(const core::Refusal& refusal, std::string_view request_id);

// For what broke: 500 without a word about why, or 503 when `is_outage` says that the exception is an outage of
// something we need.
Response failure_response(const std::exception& failure, std::string_view request_id);

}  // namespace promo::http
