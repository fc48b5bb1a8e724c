#include "http/asset_folder.hpp"

#include <sodium.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "core/encoding.hpp"

namespace promo::http {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 5000;
constexpr std::uintmax_t kLargestFile = 16 << 20;
constexpr std::size_t kHashBytes = 16;
constexpr std::size_t kVersionDigits = 16;
constexpr std::size_t kWorthCompressing = 256;
constexpr std::string_view kPageType = ".html";

struct Type {
    std::string_view extension;
    std::string_view content_type;
    bool compressible;
};

constexpr std::array<Type, 17> kTypes = {{{".js", "text/javascript; charset=utf-8", true},
                                          {".mjs", "text/javascript; charset=utf-8", true},
                                          {".css", "text/css; charset=utf-8", true},
                                          {".json", "application/json", true},
                                          {".webmanifest", "application/manifest+json", true},
                                          {".svg", "image/svg+xml", true},
                                          {".txt", "text/plain; charset=utf-8", true},
                                          {".png", "image/png", false},
                                          {".jpg", "image/jpeg", false},
                                          {".jpeg", "image/jpeg", false},
                                          {".webp", "image/webp", false},
                                          {".gif", "image/gif", false},
                                          {".ico", "image/vnd.microsoft.icon", false},
                                          {".woff2", "font/woff2", false},
                                          {".woff", "font/woff", false},
                                          {".ttf", "font/ttf", true},
                                          {".otf", "font/otf", true}}};

const Type* type_of(const fs::path& file) {
    const auto extension = file.extension().string();
    const auto* const found =
        std::find_if(kTypes.begin(), kTypes.end(), [&](const Type& type) { return type.extension == extension; });
    return found == kTypes.end() ? nullptr : found;
}

bool is_compressible(std::string_view content_type) {
    return std::any_of(kTypes.begin(), kTypes.end(),
                       [&](const Type& type) { return type.content_type == content_type && type.compressible; });
}

std::string hash_of(std::string_view bytes) {
    std::array<unsigned char, kHashBytes> digest{};
    crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                       nullptr, 0);
    return core::hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

bool is_hidden(const fs::path& name) {
    return name.string().starts_with('.') || name == "tests" || name == "node_modules";
}

bool lies_within(const fs::path& file, const fs::path& root) {
    std::error_code problem;
    const auto real = fs::canonical(file, problem);
    if (problem) return false;
    return std::mismatch(root.begin(), root.end(), real.begin(), real.end()).first == root.end();
}

// Calls `visit(file, path below the folder)` for what may be shown, in a fixed order.
void for_each_file(const fs::path& folder, const std::function<void(const fs::path&, const std::string&)>& visit) {
    std::error_code problem;
    const auto root = fs::canonical(folder, problem);
    if (problem) throw std::runtime_error("there is no folder " + folder.string());
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator entry(root), end; entry != end; ++entry) {
        if (is_hidden(entry->path().filename())) {
            entry.disable_recursion_pending();
            continue;
        }
        if (!entry->is_regular_file() || (entry->is_symlink() && !lies_within(entry->path(), root))) continue;
        if (type_of(entry->path()) == nullptr && entry->path().extension() != kPageType) continue;
        if (files.size() == kMostFiles) throw std::runtime_error("too many files in " + folder.string());
        files.push_back(entry->path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files)
        visit(file, file.lexically_relative(root).generic_string());
}

std::string contents(const fs::path& file) {
    if (fs::file_size(file) > kLargestFile) throw std::runtime_error("too large to be shown: " + file.string());
    std::ifstream in(file, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in.good() && !in.eof()) throw std::runtime_error("cannot read " + file.string());
    return bytes;
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
}

}  // namespace

Asset::Asset(std::string content_type, std::string bytes)
    : content_type_(std::move(content_type)),
      hash_(hash_of(bytes)),
      plain_(std::make_shared<const std::string>(std::move(bytes))) {}

std::shared_ptr<const std::string> Asset::bytes(Encoding& encoding) const {
    if (encoding != Encoding::identity && plain_->size() >= kWorthCompressing && is_compressible(content_type_)) {
        const std::scoped_lock lock(mutex_);
        auto& kept = encoded_.at(static_cast<std::size_t>(encoding));
        if (!kept)
            kept = std::make_shared<const std::string>(encoding == Encoding::br ? brotli(*plain_) : gzip(*plain_));
        if (kept->size() < plain_->size()) return kept;
    }
    encoding = Encoding::identity;
    return plain_;
}

std::shared_ptr<const AssetFolder> AssetFolder::read(const fs::path& folder) {
    auto result = std::make_shared<AssetFolder>();
    std::string everything;
    for_each_file(folder, [&](const fs::path& file, const std::string& path) {
        auto bytes = contents(file);
        everything += path + '\n' + hash_of(bytes) + '\n';
        if (const auto* const type = type_of(file)) {
            result->assets.emplace(path,
                                   std::make_shared<const Asset>(std::string(type->content_type), std::move(bytes)));
        } else if (path.find('/') == std::string::npos) {
            result->pages.emplace(path, std::move(bytes));
        }
    });
    if (everything.empty()) throw std::runtime_error("there is nothing to show in " + folder.string());
    result->version = hash_of(everything).substr(0, kVersionDigits);
    for (auto& [name, text] : result->pages)
        replace_all(text, "@asset-version@", result->version);
    return result;
}

std::uint64_t AssetFolder::fingerprint(const fs::path& folder) {
    std::uint64_t sum = 0;
    for_each_file(folder, [&](const fs::path& file, const std::string& path) {
        std::error_code problem;
        const auto changed = fs::last_write_time(file, problem).time_since_epoch().count();
        const auto of_file = std::hash<std::string>{}(path + '\n' + std::to_string(changed));
        sum = sum * 1'000'003 + of_file;
    });
    return sum;
}

}  // namespace promo::http
