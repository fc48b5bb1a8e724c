#include "http/message.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "core/error.hpp"
#include "http/letters.hpp"

namespace promo::http {

void Headers::set(std::string_view name, std::string value) {
    std::erase_if(entries_, [&](const auto& entry) { return equals_ignoring_case(entry.first, name); });
    entries_.emplace_back(name, std::move(value));
}

void Headers::remove(std::string_view name) {
    std::erase_if(entries_, [&](const auto& entry) { return equals_ignoring_case(entry.first, name); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (const auto& [key, value] : entries_)
        if (equals_ignoring_case(key, name)) return value;
    return {};
}

std::optional<std::string_view> Params::find(std::string_view name) const {
    for (const auto& [key, value] : entries_)
        if (key == name) return value;
    return {};
}

core::Actor Request::actor() const {
    const auto& who = caller();
    return {.kind = who.impersonating || who.for_platform ? core::ActorKind::platform_admin : core::ActorKind::user,
            .id = who.user.str(),
            .name = who.name,
            .address = client_ip,
            .request_id = request_id};
}

std::optional<std::string> Request::cookie(std::string_view name) const {
    for (const auto& [header, value] : headers.entries()) {
        if (!equals_ignoring_case(header, "cookie")) continue;
        for (std::string_view rest = value; !rest.empty();) {
            const auto pair = trimmed(take_until(rest, ';'));
            const auto equals = pair.find('=');
            if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
            auto found = pair.substr(equals + 1);
            if (found.size() >= 2 && found.front() == '"' && found.back() == '"')
                found = found.substr(1, found.size() - 2);
            return std::string(found);
        }
    }
    return {};
}

const std::string& Request::path_param(std::string_view name) const {
    for (const auto& [key, value] : path_params.entries())
        if (key == name) return value;
    throw std::logic_error("the route " + std::string(route) + " has no parameter " + std::string(name));
}

std::int64_t Request::query_number(std::string_view name, std::int64_t fallback, std::int64_t least,
                                   std::int64_t most) const {
    const auto text = query.find(name);
    if (!text) return fallback;
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (problem == std::errc() && end == text->data() + text->size() && number >= least && number <= most)
        return number;
    throw core::Refusal(core::RefusalCode::invalid,
                        "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most),
                        std::string(name));
}

std::string Request::query_text(std::string_view name, std::string_view fallback) const {
    return std::string(query.find(name).value_or(fallback));
}

Response no_content() {
    Response response;
    response.status = 204;
    response.content_type.clear();
    return response;
}

Response redirect(int status, std::string location) {
    Response response;
    response.status = status;
    response.content_type.clear();
    response.headers.set("Location", std::move(location));
    return response;
}

Response text(int status, std::string body) {
    Response response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
}

Response html(std::string body) {
    Response response;
    response.content_type = "text/html; charset=utf-8";
    response.body = std::move(body);
    return response;
}

void set_cookie(Response& response, std::string_view name, std::string_view value, std::string_view attributes) {
    std::string cookie(name);
    cookie += '=';
    cookie += value;
    if (!attributes.empty()) {
        cookie += "; ";
        cookie += attributes;
    }
    response.headers.add("Set-Cookie", std::move(cookie));
}

}  // namespace promo::http
