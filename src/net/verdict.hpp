#pragma once

#include <string>

#include "net/http_client.hpp"

namespace promo::net {

// What a curl result code says about the way there, whatever of the request was written.
struct Verdict {
    Problem problem = Problem::none;
    std::string detail;  // a fixed text: curl's own error buffer names hosts
};

Verdict verdict_of(int curl_code);

}  // namespace promo::net
