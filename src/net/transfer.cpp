#include "net/transfer.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "core/ascii.hpp"
#include "net/verdict.hpp"

namespace promo::net {
namespace {

constexpr std::size_t kHeaderLimit = 64 << 10;
constexpr std::size_t kFirstReserve = 64 << 10;
constexpr std::chrono::seconds kConnectMargin{5};
constexpr long kKeepAliveProbe = 30;  // seconds
constexpr std::string_view kUserAgent = "promostack/" PROMOSTACK_VERSION;

template <class... Value>
void set(void* easy, CURLoption option, Value... value) {
    curl_easy_setopt(static_cast<CURL*>(easy), option, value...);
}

bool is_token(std::string_view text) {
    constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kOthers.find(c) != std::string_view::npos;
    });
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

bool is_loopback(std::string_view host) {
    if (host == "localhost" || host == "[::1]") return true;
    std::array<unsigned char, 4> address{};
    return inet_pton(AF_INET, std::string(host).c_str(), address.data()) == 1 && address[0] == 127;
}

std::string part_of(void* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(static_cast<CURLU*>(url), part, &text, 0) != CURLUE_OK) return {};
    std::string result(text);
    curl_free(text);
    return result;
}

curl_off_t number(void* easy, CURLINFO info) {
    curl_off_t value = 0;
    curl_easy_getinfo(static_cast<CURL*>(easy), info, &value);
    return value;
}

bool request_was_written(void* easy) {
    long bytes = 0;
    curl_easy_getinfo(static_cast<CURL*>(easy), CURLINFO_REQUEST_SIZE, &bytes);
    return bytes > 0;
}

// Feeds curl from the caller's part, so that a picture is not copied.
struct PartReader {
    const std::string& body;
    std::size_t at = 0;

    static std::size_t read(char* to, std::size_t size, std::size_t count, void* self) {
        auto& reader = *static_cast<PartReader*>(self);
        const std::size_t length = std::min(size * count, reader.body.size() - reader.at);
        std::memcpy(to, reader.body.data() + reader.at, length);
        reader.at += length;
        return length;
    }
    static int seek(void* self, curl_off_t offset, int origin) {
        auto& reader = *static_cast<PartReader*>(self);
        if (origin != SEEK_SET || offset < 0 || static_cast<std::size_t>(offset) > reader.body.size())
            return CURL_SEEKFUNC_FAIL;
        reader.at = static_cast<std::size_t>(offset);
        return CURL_SEEKFUNC_OK;
    }
    static void free(void* self) { delete static_cast<PartReader*>(self); }
};

}  // namespace

Transfer::Transfer(const Request& request, Reply& reply, std::function<void()> done)
    : request_(request),
      reply_(reply),
      done_(std::move(done)),
      asked_(std::chrono::steady_clock::now()),
      deadline_(asked_ + request.deadline) {}

Transfer::~Transfer() {
    curl_slist_free_all(header_list_);
    curl_slist_free_all(connect_list_);
    curl_mime_free(mime_);
    curl_url_cleanup(static_cast<CURLU*>(url_));
}

bool Transfer::refuse(std::string detail) {
    reply_.outcome = Outcome::not_sent;
    reply_.problem = Problem::refused_by_us;
    reply_.detail = std::move(detail);
    return false;
}

bool Transfer::prepare(void* easy, const ClientOptions& options) {
    easy_ = easy;
    if (!is_token(request_.method)) return refuse("the method is not a word");
    if (!set_target(easy, options) || !set_headers(easy)) return false;
    set_body(easy);
    set_limits(easy, options);
    set(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    set(easy, CURLOPT_HEADERDATA, this);
    set(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    set(easy, CURLOPT_WRITEDATA, this);
    set(easy, CURLOPT_PREREQFUNCTION, &Transfer::before_request);
    set(easy, CURLOPT_PREREQDATA, this);
    set(easy, CURLOPT_PRIVATE, this);
    return true;
}

bool Transfer::set_target(void* easy, const ClientOptions& options) {
    url_ = curl_url();
    auto* url = static_cast<CURLU*>(url_);
    if (request_.url.reveal().size() != std::strlen(request_.url.reveal().c_str()) ||
        curl_url_set(url, CURLUPART_URL, request_.url.reveal().c_str(), 0) != CURLUE_OK)
        return refuse("the URL is malformed");
    const std::string scheme = part_of(url, CURLUPART_SCHEME);
    if (scheme != "https" && scheme != "http") return refuse("the URL is neither https nor http");
    if (!part_of(url, CURLUPART_USER).empty() || !part_of(url, CURLUPART_PASSWORD).empty())
        return refuse("the URL holds a user or a password");
    if (scheme == "http" && !options.allow_plain_http && !is_loopback(core::lowered(part_of(url, CURLUPART_HOST))))
        return refuse("plain http is allowed to loopback only");
    set(easy, CURLOPT_CURLU, url);
    if (!request_.connect_to.empty()) {
        const bool ipv6 = request_.connect_to.find(':') != std::string::npos;
        const auto target = ipv6 ? "::[" + request_.connect_to + "]:" : "::" + request_.connect_to + ':';
        connect_list_ = curl_slist_append(nullptr, target.c_str());
        set(easy, CURLOPT_CONNECT_TO, connect_list_);
    }
    return true;
}

bool Transfer::set_headers(void* easy) {
    bool content_type = false;
    const auto append = [&](const char* line) { header_list_ = curl_slist_append(header_list_, line); };
    for (const auto& [name, value] : request_.headers) {
        if (!is_token(name) || has_control(value.reveal())) return refuse("a header is malformed");
        if (strcasecmp(name.c_str(), "content-type") == 0) content_type = true;
        const core::Secret line(value.empty() ? name + ";" : name + ": " + value.reveal());
        append(line.reveal().c_str());
    }
    // curl would wait for a `100 Continue`, and would call every body a form.
    append("Expect:");
    if (!content_type && request_.parts.empty()) append("Content-Type:");
    set(easy, CURLOPT_HTTPHEADER, header_list_);
    set(easy, CURLOPT_USERAGENT, kUserAgent.data());
    return true;
}

void Transfer::set_body(void* easy) {
    const std::string& method = request_.method;
    if (!request_.parts.empty()) {
        mime_ = curl_mime_init(static_cast<CURL*>(easy));
        for (const Part& part : request_.parts) {
            curl_mimepart* added = curl_mime_addpart(mime_);
            curl_mime_name(added, part.name.c_str());
            if (!part.file_name.empty()) curl_mime_filename(added, part.file_name.c_str());
            if (!part.content_type.empty()) curl_mime_type(added, part.content_type.c_str());
            curl_mime_data_cb(added, static_cast<curl_off_t>(part.body.size()), &PartReader::read, &PartReader::seek,
                              &PartReader::free, new PartReader{part.body});
        }
        set(easy, CURLOPT_MIMEPOST, mime_);
    } else if (method == "HEAD") {
        set(easy, CURLOPT_NOBODY, 1L);
        return;
    } else if (!request_.body.empty() || method == "POST" || method == "PUT" || method == "PATCH") {
        set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
        set(easy, CURLOPT_POSTFIELDS, request_.body.data());
    }
    set(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
}

void Transfer::set_limits(void* easy, const ClientOptions& options) {
    using std::chrono::milliseconds;
    const auto left = std::chrono::ceil<milliseconds>(deadline_ - std::chrono::steady_clock::now());
    // Beyond the whole deadline, which is ours to enforce, curl's own must not come first and give another reason.
    const auto connect = request_.connect_deadline < left ? request_.connect_deadline : left + kConnectMargin;
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, std::max<long>(1, connect.count()));
    if (request_.method != "HEAD")
        set(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request_.response_limit));
    set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    // The environment decides nothing here: a proxy variable would send tokens elsewhere.
    set(easy, CURLOPT_PROXY, "");
    set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    set(easy, CURLOPT_TCP_KEEPIDLE, kKeepAliveProbe);
    set(easy, CURLOPT_TCP_KEEPINTVL, kKeepAliveProbe);
    set(easy, CURLOPT_MAXAGE_CONN, static_cast<long>(options.keep_idle.count()));
    set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options.ca_file.empty()) set(easy, CURLOPT_CAINFO, options.ca_file.c_str());
    // Without it, ending a request whose name is being looked up waits for the resolver, and everybody with it.
    set(easy, CURLOPT_QUICK_EXIT, 1L);
}

bool Transfer::may_be_repeated() const {
    if (request_.repeat == Repeat::never) return false;
    constexpr std::array<std::string_view, 5> kIdempotent = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"};
    return std::find(kIdempotent.begin(), kIdempotent.end(), request_.method) != kIdempotent.end();
}

int Transfer::before_request(void* self, char*, char*, int, int) {
    auto& transfer = *static_cast<Transfer*>(self);
    // curl sends again by itself when a kept connection ends before the answer's first byte, and has no option
    // against it. What was written may have been acted on, so only what may happen twice goes on.
    if (transfer.attempts_++ > 0 && request_was_written(transfer.easy_)) {
        transfer.written_ = true;
        if (!transfer.may_be_repeated()) {
            transfer.repeat_refused_ = true;
            return CURL_PREREQFUNC_ABORT;
        }
    }
    return CURL_PREREQFUNC_OK;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t length = size * count;
    transfer.header_bytes_ += length;
    if (transfer.header_bytes_ > kHeaderLimit) {
        transfer.oversized_ = true;
        return 0;
    }
    std::string_view line(data, length);
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
        line.remove_suffix(1);
    if (line.starts_with("HTTP/")) {
        transfer.reply_.headers.clear();  // an interim answer (1xx) came before
        transfer.head_complete_ = false;
        return length;
    }
    if (line.empty()) transfer.head_complete_ = true;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return length;
    std::string_view value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
        value.remove_prefix(1);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t'))
        value.remove_suffix(1);
    transfer.reply_.headers.emplace_back(core::lowered(line.substr(0, colon)), value);
    return length;
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    std::string& body = transfer.reply_.body;
    const std::size_t length = size * count;
    if (length > transfer.request_.response_limit - std::min(body.size(), transfer.request_.response_limit)) {
        transfer.oversized_ = true;
        return 0;
    }
    if (body.empty()) {
        const curl_off_t announced = number(transfer.easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T);
        if (announced > 0) body.reserve(std::min(static_cast<std::size_t>(announced), kFirstReserve));
    }
    body.append(data, length);
    return length;
}

void Transfer::judge(void* easy) {
    reply_.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - asked_);
    if (reply_.problem == Problem::none) {
        reply_.outcome = Outcome::answered;
        return;
    }
    reply_.outcome = Outcome::not_sent;
    if (easy == nullptr) return;
    // A body that was cut short cannot have been acted on: its length was announced.
    const curl_off_t announced = number(easy, CURLINFO_CONTENT_LENGTH_UPLOAD_T);
    const bool cut_short =
        attempts_ == 1 && reply_.status == 0 && announced > 0 && number(easy, CURLINFO_SIZE_UPLOAD_T) < announced;
    if ((written_ || request_was_written(easy)) && !cut_short) reply_.outcome = Outcome::unknown;
}

void Transfer::finish(void* easy, int code) {
    long status = 0;
    curl_easy_getinfo(static_cast<CURL*>(easy), CURLINFO_RESPONSE_CODE, &status);
    reply_.status = static_cast<int>(status);
    Verdict verdict = verdict_of(code);
    if (oversized_) verdict = {Problem::too_large, "the answer is larger than allowed"};
    // curl takes an end of the connection between two headers for the end of an answer.
    if (code == CURLE_OK && !head_complete_) verdict = {Problem::broken, "the answer ended within its headers"};
    if (repeat_refused_) verdict = {Problem::broken, "the connection ended before the answer began"};
    reply_.problem = verdict.problem;
    reply_.detail = std::move(verdict.detail);
    long system_error = 0;
    curl_easy_getinfo(static_cast<CURL*>(easy), CURLINFO_OS_ERRNO, &system_error);
    if (reply_.problem == Problem::connect && system_error != 0)
        reply_.detail += std::string(" (") + strerrordesc_np(static_cast<int>(system_error)) + ")";
    judge(easy);
}

void Transfer::abandon(void* easy, Problem why, std::string detail) {
    if (easy != nullptr) {
        long status = 0;
        curl_easy_getinfo(static_cast<CURL*>(easy), CURLINFO_RESPONSE_CODE, &status);
        reply_.status = static_cast<int>(status);
    }
    reply_.problem = why;
    reply_.detail = std::move(detail);
    judge(easy);
}

void Transfer::release() {
    done_();
}

}  // namespace promo::net
