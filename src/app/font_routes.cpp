#include "app/font_routes.hpp"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <map>
#include <mutex>

#include "core/error.hpp"
#include "http/asset_folder.hpp"
#include "http/entity_tag.hpp"

namespace promo::app {
namespace {

// The files that somebody has asked for, as they are sent. Safe from any thread.
class FontShelf {
public:
    explicit FontShelf(const rendering::Fonts& fonts) : fonts_(fonts) {
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<rendering::Font>>(
            [this](auto font) { assets_.emplace(rendering::font_file(font.value), nullptr); });
    }

    std::shared_ptr<const http::Asset> find(std::string_view file) {
        const std::lock_guard lock(mutex_);
        const auto found = assets_.find(file);
        if (found == assets_.end()) throw core::Refusal(core::RefusalCode::not_found, "There is no font of this name");
        if (!found->second) {
            const auto* const type = file.ends_with(".otf") ? "font/otf" : "font/ttf";
            found->second = std::make_shared<const http::Asset>(type, std::string(fonts_.bytes(file)));
        }
        return found->second;
    }

private:
    const rendering::Fonts& fonts_;
    std::mutex mutex_;
    std::map<std::string_view, std::shared_ptr<const http::Asset>> assets_;
};

http::Response serve(FontShelf& shelf, const http::Request& request) {
    const auto asset = shelf.find(request.path_param("file"));
    http::Response response;
    response.cache = http::Cache::immutable;
    const auto tag = '"' + asset->hash() + '"';
    response.headers.add("ETag", tag);
    response.headers.add("Vary", "Accept-Encoding");
    response.headers.add("Access-Control-Allow-Origin", "*");
    response.headers.add("Cross-Origin-Resource-Policy", "cross-origin");
    const auto known = request.headers.find("If-None-Match");
    if (known && http::names_tag(*known, tag)) {
        response.status = 304;
        return response;
    }
    auto encoding = http::best_encoding(request.headers.find("Accept-Encoding").value_or(std::string_view()));
    response.shared_body = asset->bytes(encoding);
    if (encoding != http::Encoding::identity)
        response.headers.add("Content-Encoding", encoding == http::Encoding::br ? "br" : "gzip");
    response.content_type = asset->content_type();
    return response;
}

}  // namespace

http::Routes font_routes(const rendering::Fonts& fonts) {
    // The routes are copied; the shelf is theirs together.
    const auto shelf = std::make_shared<FontShelf>(fonts);
    const auto handler = [shelf](const http::Request& request) { return serve(*shelf, request); };
    return {{http::Verb::get, "/fonts/{file:text}", http::Access::open, handler,
             "The fonts of pictures, so that a page draws with the same letters", http::Pool::cpu}};
}

}  // namespace promo::app
