#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace promo::http {

// What an answer's head needs to know beside the response itself.
struct AnswerFacts {
    std::string_view request_id;
    std::string_view csp_nonce;
    bool head_only = false;  // the request was HEAD
    bool keep_alive = false;
    bool http_1_0 = false;
    bool secure = false;
};

// An answer as it goes over the wire: `head` and then `body` or `shared`.
struct Answer {
    std::string head;
    std::string body;
    std::shared_ptr<const std::string> shared;
    int status = 0;

    std::string_view second() const { return shared ? std::string_view(*shared) : std::string_view(body); }
    std::size_t size() const { return head.size() + second().size(); }
};

// Adds the headers that every answer carries, unless the response says otherwise. Throws std::logic_error for a header
// that would break the head.
Answer to_answer(Response response, const AnswerFacts& facts);

// The head of a stream of events; its end is the end of the connection.
std::string stream_head(const Response& response, const AnswerFacts& facts);

std::string_view reason_of(int status);

}  // namespace promo::http
