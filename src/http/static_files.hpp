#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/route.hpp"

namespace promo::http {

// What a page says that differs from request to request, by name.
using PageTexts = std::map<std::string_view, std::string>;

// The files of one folder, read once into memory with a content hash; requests never touch the file system. Known types
// only, no dot files, no links that lead out, no `tests` folder. `/assets/<version>/<path>` is immutable when <version>
// is the folder's hash and is answered with `revalidate` otherwise. Pages are the HTML files at the top, whose
// `@asset-version@` and `@csp-nonce@` are filled in; they are no assets.
class StaticFiles {
public:
    enum class Reload { never, when_changed };  // the second looks at the folder again, for development

    explicit StaticFiles(std::filesystem::path folder, Reload reload = Reload::never);
    ~StaticFiles();

    // Throws std::runtime_error when the folder is missing or holds no files.
    void load();
    std::string version() const;

    // ETag, 304, br and gzip by Accept-Encoding; a range is answered with the whole file.
    Response serve(const Request& request, std::string_view path) const;
    // 404 when there is no such page. `texts` stand where the page says their names between two `@`, escaped.
    Response page(const Request& request, std::string_view name, const PageTexts& texts = {}) const;

    Routes routes();  // GET /assets/{path:rest}, /favicon.ico, /robots.txt

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace promo::http
