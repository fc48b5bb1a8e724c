#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "net/http_client.hpp"

struct curl_slist;
struct curl_mime;

namespace promo::net {

using Deadline = std::chrono::steady_clock::time_point;

// One request on its way through one curl handle. The request and the reply belong to the caller, who waits.
class Transfer {
public:
    Transfer(const Request& request, Reply& reply, std::function<void()> done);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    const std::string& vendor() const { return request_.vendor; }
    Deadline deadline() const { return deadline_; }
    Reply& reply() { return reply_; }

    // Sets the handle up. False when we refuse to send this; then the reply says why.
    bool prepare(void* easy, const ClientOptions& options);
    // What curl says became of it.
    void finish(void* easy, int code);
    // We end it; `easy` is null when it never had a handle.
    void abandon(void* easy, Problem why, std::string detail);
    // Wakes the caller: neither the request nor the reply may be touched afterwards.
    void release();

private:
    bool refuse(std::string detail);
    bool set_target(void* easy, const ClientOptions& options);
    bool set_headers(void* easy);
    void set_body(void* easy);
    void set_limits(void* easy, const ClientOptions& options);
    void judge(void* easy);
    bool may_be_repeated() const;

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    static int before_request(void* self, char* remote, char* local, int remote_port, int local_port);

    const Request& request_;
    Reply& reply_;
    std::function<void()> done_;
    std::chrono::steady_clock::time_point asked_;
    Deadline deadline_;
    void* easy_ = nullptr;
    curl_slist* header_list_ = nullptr;
    curl_slist* connect_list_ = nullptr;
    curl_mime* mime_ = nullptr;
    void* url_ = nullptr;
    std::size_t header_bytes_ = 0;
    int attempts_ = 0;  // how often curl was about to write the request
    bool head_complete_ = false;
    bool written_ = false;    // an attempt that curl gave up had reached the kernel
    bool oversized_ = false;  // we stopped reading
    bool repeat_refused_ = false;
};

}  // namespace promo::net
