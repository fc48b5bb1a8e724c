#pragma once

#include <functional>

namespace promo::net {

struct Request;
struct Reply;

// The way out, as integrations see it: HttpClient::perform, or an imitated vendor in a test.
using Send = std::function<Reply(const Request&)>;

}  // namespace promo::net
