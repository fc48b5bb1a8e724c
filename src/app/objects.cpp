#include "app/objects.hpp"

#include <algorithm>
#include <array>

#include "core/error.hpp"
#include "http/entity_tag.hpp"
#include "storage/folder/folder_store.hpp"
#include "storage/keys.hpp"

namespace promo::app {
namespace {

// Everything in these folders may be seen by anybody who knows the key. Nothing there is ever changed: what is new gets
// a key of its own.
constexpr std::array<std::string_view, 1> kPublicFolders{"logos/"};

// Whatever somebody uploaded, a browser shows it as what it is and runs nothing of it.
constexpr std::string_view kPolicy = "default-src 'none'; sandbox";

bool is_public(std::string_view key) {
    return std::ranges::any_of(kPublicFolders, [&](std::string_view folder) { return key.starts_with(folder); });
}

[[noreturn]] void not_there() {
    throw core::Refusal(core::RefusalCode::not_found, "There is nothing at this address");
}

std::string_view query(const http::Request& request, std::string_view name) {
    return request.query.find(name).value_or(std::string_view());
}

http::Response serve(storage::FolderStore& store, const core::Clock& clock, const http::Request& request) {
    const auto& key = request.path_param("key");
    if (!storage::is_key(key)) not_there();
    const bool open = is_public(key);
    if (!open && !store.accepts_link(key, query(request, "expires"), query(request, "signature"), clock.now()))
        not_there();
    const auto info = store.head(key);
    if (!info) not_there();

    http::Response response;
    response.cache = open ? http::Cache::immutable : http::Cache::no_store;
    const auto tag = '"' + info->etag + '"';
    response.headers.add("ETag", tag);
    response.headers.add("Content-Security-Policy", std::string(kPolicy));
    // Our pages have other names than this server's public one.
    if (open) response.headers.add("Cross-Origin-Resource-Policy", "cross-origin");
    const auto known = request.headers.find("If-None-Match");
    if (known && http::names_tag(*known, tag)) {
        response.status = 304;
        return response;
    }
    auto object = store.get(key);
    if (!object) not_there();
    response.content_type = std::move(object->info.content_type);
    response.body = std::move(object->body);
    return response;
}

}  // namespace

http::Routes object_routes(storage::ObjectStore& store, const core::Clock& clock) {
    auto* folder = dynamic_cast<storage::FolderStore*>(&store);
    const auto handler = [folder, &clock](const http::Request& request) {
        if (folder == nullptr) not_there();
        return serve(*folder, clock, request);
    };
    return {{http::Verb::get, "/objects/{key:rest}", http::Access::open, handler,
             "Uploaded files, when they are not in a bucket: public ones, others by a signed link"}};
}

}  // namespace promo::app
