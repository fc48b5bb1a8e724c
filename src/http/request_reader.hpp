#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace promo::http {

// Why what arrived cannot be answered as a request. The connection is closed after saying so.
struct Fault {
    int status;
    std::string_view code;
    std::string_view message;
};

// What a request says before its body.
struct RequestHead {
    std::string method;
    std::string target;
    Headers headers;
    std::string host;
    bool http_1_0 = false;
    bool keep_alive = true;
    bool chunked = false;
    std::uint64_t content_length = 0;

    bool has_body() const { return chunked || content_length > 0; }
};

// Reads one request from the bytes of a connection, stricter than the parser beneath it: whatever two programs could
// understand in two ways is refused. Knows no sockets and no time.
class RequestReader {
public:
    enum class Step { more, done, fault };

    explicit RequestReader(std::size_t header_bytes);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    // `bytes` is everything that has arrived and was not consumed; what was consumed is cut off its front. A head is
    // consumed as a whole.
    Step read_head(std::string_view& bytes);
    RequestHead& head() { return head_; }

    // After the head. A body that says or turns out to be longer is a fault.
    Step limit_body(std::size_t limit);
    Step read_body(std::string_view& bytes);
    std::string take_body();
    std::size_t body_received() const { return body_received_; }

    const Fault& fault() const { return fault_; }

private:
    struct Parser;

    Step fail(const Fault& fault);
    Step check_arriving(std::string_view bytes);
    Step parse(std::string_view bytes);

    std::size_t header_bytes_;
    std::size_t scanned_ = 0;
    std::size_t body_received_ = 0;
    bool line_checked_ = false;
    std::unique_ptr<Parser> parser_;
    RequestHead head_;
    Fault fault_{};
};

}  // namespace promo::http
