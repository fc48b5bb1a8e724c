#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "http/compression.hpp"

namespace promo::http {

// One file in memory.
class Asset {
public:
    Asset(std::string content_type, std::string bytes);

    const std::string& content_type() const { return content_type_; }
    const std::string& hash() const { return hash_; }
    // Compressed when first asked for and kept; the file itself when compression does not help. Safe from any thread.
    std::shared_ptr<const std::string> bytes(Encoding& encoding) const;

private:
    std::string content_type_;
    std::string hash_;
    std::shared_ptr<const std::string> plain_;
    mutable std::mutex mutex_;
    mutable std::array<std::shared_ptr<const std::string>, 3> encoded_;
};

// Everything of a folder that may be shown, as it was when it was read.
struct AssetFolder {
    std::map<std::string, std::shared_ptr<const Asset>, std::less<>> assets;  // by path below the folder
    std::map<std::string, std::string, std::less<>> pages;                    // by name, `@asset-version@` filled in
    std::string version;                                                      // 16 hex digits

    // Throws std::runtime_error when the folder is missing, holds nothing, or holds too much.
    static std::shared_ptr<const AssetFolder> read(const std::filesystem::path& folder);
    // Changes when a file does.
    static std::uint64_t fingerprint(const std::filesystem::path& folder);
};

}  // namespace promo::http
