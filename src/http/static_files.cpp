#include "http/static_files.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>

#include "core/error.hpp"
#include "core/escape.hpp"
#include "core/log.hpp"
#include "http/asset_folder.hpp"
#include "http/entity_tag.hpp"
#include "http/letters.hpp"

namespace promo::http {
namespace {

constexpr auto kLookAgain = std::chrono::milliseconds(300);
constexpr std::string_view kNonce = "csp-nonce";
constexpr std::string_view kDefaultRobots = "User-agent: *\nDisallow: /api/\nDisallow: /admin\nDisallow: /app\n";

[[noreturn]] void not_there() {
    throw core::Refusal(core::RefusalCode::not_found, "There is nothing at this address");
}

bool looks_like_version(std::string_view text) {
    return text.size() == 16 && std::all_of(text.begin(), text.end(), is_hex);
}

std::string tag_of(const Asset& asset, Encoding encoding) {
    const std::string_view suffix = encoding == Encoding::br ? "-br" : encoding == Encoding::gzip ? "-gz" : "";
    return '"' + asset.hash() + std::string(suffix) + '"';
}

Response show(const Asset& asset, const Request& request, Cache cache) {
    auto encoding = best_encoding(request.headers.find("accept-encoding").value_or(std::string_view()));
    auto bytes = asset.bytes(encoding);
    const auto tag = tag_of(asset, encoding);
    Response response;
    response.cache = cache;
    response.headers.add("ETag", tag);
    response.headers.add("Vary", "Accept-Encoding");
    const auto known = request.headers.find("if-none-match");
    if (known && names_tag(*known, tag)) {
        response.status = 304;
        return response;
    }
    response.headers.add("Accept-Ranges", "none");
    if (encoding != Encoding::identity)
        response.headers.add("Content-Encoding", encoding == Encoding::br ? "br" : "gzip");
    response.content_type = asset.content_type();
    response.shared_body = std::move(bytes);
    return response;
}

// Every `@name@` that means something becomes its text; any other `@` stays.
std::string filled(std::string_view page, std::string_view nonce, const PageTexts& texts) {
    std::string result;
    result.reserve(page.size() + 64);
    for (auto at = page.find('@'); at != std::string_view::npos; at = page.find('@')) {
        const auto name = page.substr(at + 1, page.find('@', at + 1) - at - 1);
        const auto text = texts.find(name);
        result += page.substr(0, at);
        page.remove_prefix(at);
        if (name == kNonce || text != texts.end()) {
            result += name == kNonce ? std::string(nonce) : core::escape_html(text->second);
            page.remove_prefix(name.size() + 2);
        } else {
            result += '@';
            page.remove_prefix(1);
        }
    }
    result += page;
    return result;
}

}  // namespace

struct StaticFiles::Impl {
    Impl(std::filesystem::path from, Reload when) : folder(std::move(from)), reload(when) {}

    std::filesystem::path folder;
    Reload reload;
    std::mutex mutex;
    std::shared_ptr<const AssetFolder> current;
    std::uint64_t fingerprint = 0;
    std::chrono::steady_clock::time_point looked;

    void load() {
        current = AssetFolder::read(folder);
        if (reload == Reload::when_changed) fingerprint = AssetFolder::fingerprint(folder);
        looked = std::chrono::steady_clock::now();
    }

    std::shared_ptr<const AssetFolder> files() {
        if (reload == Reload::never) return current;
        const std::scoped_lock lock(mutex);
        if (std::chrono::steady_clock::now() - looked < kLookAgain) return current;
        try {
            looked = std::chrono::steady_clock::now();
            if (AssetFolder::fingerprint(folder) != fingerprint) load();
        } catch (const std::exception& failure) {
            // An editor is in the middle of saving: the last good state stays.
            core::log::warn("http.assets_not_reloaded", {{"what", failure.what()}});
        }
        return current;
    }
};

StaticFiles::StaticFiles(std::filesystem::path folder, Reload reload)
    : impl_(std::make_unique<Impl>(std::move(folder), reload)) {}

StaticFiles::~StaticFiles() = default;

void StaticFiles::load() {
    impl_->load();
}

std::string StaticFiles::version() const {
    return impl_->files()->version;
}

Response StaticFiles::serve(const Request& request, std::string_view path) const {
    const auto files = impl_->files();
    auto below = path;
    auto cache = Cache::revalidate;
    const auto first = take_until(below, '/');
    if (looks_like_version(first)) {
        path = below;
        if (first == files->version) cache = Cache::immutable;
    }
    const auto found = files->assets.find(path);
    if (found == files->assets.end()) not_there();
    return show(*found->second, request, cache);
}

Response StaticFiles::page(const Request& request, std::string_view name, const PageTexts& texts) const {
    const auto files = impl_->files();
    const auto found = files->pages.find(name);
    if (found == files->pages.end()) not_there();
    return html(filled(found->second, request.csp_nonce, texts));
}

Routes StaticFiles::routes() {
    const auto one_of = [this](const Request& request, std::initializer_list<std::string_view> candidates) {
        const auto files = impl_->files();
        for (const auto candidate : candidates)
            if (files->assets.find(candidate) != files->assets.end()) return serve(request, candidate);
        not_there();
    };
    const auto robots = [this](const Request& request) {
        if (impl_->files()->assets.count("robots.txt") > 0) return serve(request, "robots.txt");
        return text(200, std::string(kDefaultRobots));
    };
    return {
        {Verb::get, "/assets/{path:rest}", Access::open,
         [this](const Request& request) { return serve(request, request.path_param("path")); },
         "Scripts, styles, fonts and images of the pages", Pool::io},
        {Verb::get, "/favicon.ico", Access::open,
         [one_of](const Request& request) {
             return one_of(request, {"favicon.ico", "images/icon.svg"});
         },
         "The icon of the site", Pool::io},
        {Verb::get, "/robots.txt", Access::open, robots, "What search engines should leave alone", Pool::io},
    };
}

}  // namespace promo::http
