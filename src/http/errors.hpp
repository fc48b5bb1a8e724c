#pragma once

#include <exception>
#include <functional>
#include <string_view>

#include "core/error.hpp"
#include "http/message.hpp"

namespace promo::http {

// The one table from codes to statuses.
int status_of(core::RefusalCode code);

// True for the exceptions that mean: something we need, like the database, cannot be reached.
using OutageCheck = std::function<bool(const std::exception&)>;

// Who reads an error: programs and our own pages get JSON, somebody who typed the address gets a small page.
enum class Reader { program, person };
Reader reader_of(const Request& request);

// {"success":false,"error":…,"code":…,"field":…,"request_id":…}; Retry-After when the refusal knows it.
Response error_response(const core::Refusal& refusal, std::string_view request_id, Reader reader = Reader::program);

// The same body for what only HTTP can refuse, like 408 or 431.
Response error_response(int status, std::string_view code, std::string_view message, std::string_view request_id);

// For what broke: 500 without a word about why, or 503 when `is_outage` says so.
Response failure_response(const std::exception& failure, std::string_view request_id, const OutageCheck& is_outage,
                          Reader reader = Reader::program);

}  // namespace promo::http
