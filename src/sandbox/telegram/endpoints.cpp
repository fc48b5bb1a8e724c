#include "sandbox/telegram/endpoints.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/json_read.hpp"
#include "http/form.hpp"
#include "http/letters.hpp"
#include "http/multipart.hpp"
#include "sandbox/hold.hpp"
#include "sandbox/telegram/files.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::size_t kUploadLimit = kMostFileBytes + (2 << 20);
constexpr std::chrono::milliseconds kLongestPoll{1'000};

void add(RawArguments& raw, const http::Params& params) {
    for (const auto& [name, value] : params.entries())
        raw.fields.emplace_back(name, value);
}

RawArguments read_arguments(const http::Request& request) {
    RawArguments raw;
    add(raw, request.query);
    if (request.body.empty()) return raw;
    const auto type = request.headers.find("Content-Type").value_or("");
    if (http::is_multipart(request)) {
        const http::Multipart multipart(request);
        for (const auto& part : multipart.parts()) {
            if (part.file_name) {
                raw.uploads[part.name] = {*part.file_name, part.content_type, std::string(part.data)};
            } else {
                raw.fields.emplace_back(part.name, std::string(part.data));
            }
        }
    } else if (http::lowered(type).starts_with("application/json")) {
        raw.json = request.body;
    } else {
        add(raw, http::read_form_body(request));
    }
    return raw;
}

std::string_view token_of(const http::Request& request) {
    std::string_view segment = request.path_param("bot");
    if (!segment.starts_with("bot")) return {};
    segment.remove_prefix(3);
    return segment;
}

// How long a getUpdates may wait; 0 for any other call.
std::chrono::milliseconds poll_time(std::string_view method, const RawArguments& raw) {
    if (!http::equals_ignoring_case(method, "getUpdates")) return {};
    std::int64_t seconds = 0;
    for (const auto& [name, value] : raw.fields) {
        const auto number = core::json::try_parse<std::int64_t>(value);
        if (name == "timeout" && number) seconds = *number.value;
    }
    if (!raw.json.empty()) {
        const auto values = core::json::try_parse<std::map<std::string, core::json::Raw>>(raw.json);
        if (values && values.value->contains("timeout")) {
            const auto number = core::json::try_parse<std::int64_t>(values.value->at("timeout").text);
            if (number) seconds = *number.value;
        }
    }
    return std::min<std::chrono::milliseconds>(kLongestPoll,
                                               std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, 60)));
}

http::Response answer_call(World& world, const core::Clock& clock, const http::Request& request) {
    const auto token = token_of(request);
    const auto& method = request.path_param("method");
    http::Response response;
    RawArguments raw;
    try {
        raw = read_arguments(request);
    } catch (const core::Refusal& refusal) {
        response.status = 400;
        response.body = R"({"ok":false,"error_code":400,"description":"Bad Request: can't parse the request"})";
        return response;
    }
    if (const auto wait = poll_time(method, raw); wait.count() > 0) world.wait_for_update(token, wait);
    auto answer = world.call(token, method, std::move(raw));
    hold(answer.hold, clock);
    response.status = answer.status;
    response.content_type = std::move(answer.content_type);
    response.body = std::move(answer.body);
    return response;
}

http::Response answer_download(World& world, const http::Request& request) {
    const auto file = world.download(token_of(request), request.path_param("path"));
    http::Response response;
    if (!file) {
        response.status = 404;
        response.body = R"({"ok":false,"error_code":404,"description":"Not Found"})";
        return response;
    }
    response.content_type = file->content_type;
    response.shared_body = file->data;
    return response;
}

}  // namespace

http::Routes bot_api_routes(World& world, const core::Clock& clock) {
    const auto call = [&world, &clock](const http::Request& request) { return answer_call(world, clock, request); };
    const auto download = [&world](const http::Request& request) { return answer_download(world, request); };
    using http::Access;
    using http::Pool;
    using http::Verb;
    return {
        {Verb::get, "/telegram/{bot:text}/{method:text}", Access::open, call, "A call of the Bot API", Pool::upstream,
         kUploadLimit},
        {Verb::post, "/telegram/{bot:text}/{method:text}", Access::open, call, "A call of the Bot API", Pool::upstream,
         kUploadLimit},
        {Verb::get, "/telegram/file/{bot:text}/{path:rest}", Access::open, download, "A file of the Bot API"},
    };
}

}  // namespace promo::sandbox::telegram
