#include "app/objects.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/error.hpp"
#include "http/entity_tag.hpp"
#include "storage/folder/folder_store.hpp"
#include "storage/keys.hpp"

namespace promo::app {
namespace {

// Everything in these folders may be seen by anybody who knows the key. In most of them nothing is ever changed: what
// is new gets a key of its own. The documents about templates change.
struct PublicFolder {
    std::string_view name;
    http::Cache cache;
};
constexpr std::array kPublicFolders{PublicFolder{"logos/", http::Cache::immutable},
                                    PublicFolder{"uploads/", http::Cache::immutable},
                                    PublicFolder{"templates/", http::Cache::revalidate}};

// Whatever somebody uploaded, a browser shows it as what it is and runs nothing of it.
constexpr std::string_view kPolicy = "default-src 'none'; sandbox";

// Empty: it is not for everybody.
std::optional<http::Cache> cache_in_public(std::string_view key) {
    const auto* folder =
        std::ranges::find_if(kPublicFolders, [&](const PublicFolder& each) { return key.starts_with(each.name); });
    if (folder == kPublicFolders.end()) return std::nullopt;
    return folder->cache;
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
    const auto open = cache_in_public(key);
    if (!open && !store.accepts_link(key, query(request, "expires"), query(request, "signature"), clock.now()))
        not_there();
    const auto info = store.head(key);
    if (!info) not_there();

    http::Response response;
    response.cache = open.value_or(http::Cache::no_store);
    const auto tag = '"' + info->etag + '"';
    response.headers.add("ETag", tag);
    response.headers.add("Content-Security-Policy", std::string(kPolicy));
    // Our pages have other names than this server's public one; a picture on a canvas that is saved needs more than to
    // be shown.
    if (open) {
        response.headers.add("Cross-Origin-Resource-Policy", "cross-origin");
        response.headers.add("Access-Control-Allow-Origin", "*");
    }
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

std::vector<std::string_view> public_folders() {
    std::vector<std::string_view> names;
    for (const auto& folder : kPublicFolders)
        names.push_back(folder.name);
    return names;
}

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
