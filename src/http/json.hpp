#pragma once

#include <string>

#include "core/json_read.hpp"
#include "core/json_write.hpp"
#include "http/message.hpp"

namespace promo::http {

// Refuses a body that is not declared as JSON (`unsupported_media`) or is not what T needs (`invalid`, with the field).
void require_json(const Request& request);

template <class T>
T read_json_body(const Request& request) {
    require_json(request);
    return core::json::parse<T>(request.body);
}

template <class T>
Response json(const T& value, int status = 200) {
    Response response;
    response.status = status;
    response.body = core::json::to_text(value);
    return response;
}

// {"success":true}
Response success();

}  // namespace promo::http
