#include "storage/folder/object_file.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <charconv>

#include "storage/digest.hpp"
#include "storage/keys.hpp"

namespace promo::storage {
namespace {

constexpr std::string_view kFirstLine = "promostack object 1";
constexpr std::size_t kLongestHead = 1024;

[[noreturn]] void damaged(std::string_view key) {
    throw StorageError("the object `" + std::string(key) + "` is damaged on disk: restore it from a backup");
}

struct Head {
    ObjectInfo info;
    std::size_t length = 0;
};

// The value of the next line, which must have this name.
std::string take(std::string_view& text, std::string_view name, std::string_view key) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || !text.starts_with(name) || text.substr(name.size(), 2) != ": ") damaged(key);
    std::string value(text.substr(name.size() + 2, end - name.size() - 2));
    text.remove_prefix(end + 1);
    return value;
}

Head parse_head(std::string_view start, const struct stat& status, std::string_view key) {
    Head head;
    head.info.key = key;
    std::string_view text = start;
    if (!text.starts_with(kFirstLine) || text.substr(kFirstLine.size(), 1) != "\n") damaged(key);
    text.remove_prefix(kFirstLine.size() + 1);
    head.info.content_type = take(text, "content-type", key);
    head.info.cache_control = take(text, "cache-control", key);
    head.info.etag = take(text, "sha256", key);
    const std::string size = take(text, "size", key);
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), head.info.size);
    if (error != std::errc() || end != size.data() + size.size() || !text.starts_with('\n')) damaged(key);
    text.remove_prefix(1);
    head.length = start.size() - text.size();
    if (status.st_size != static_cast<off_t>(head.length) + head.info.size) damaged(key);
    head.info.modified = core::Timestamp(std::chrono::seconds(status.st_mtim.tv_sec) +
                                         std::chrono::microseconds(status.st_mtim.tv_nsec / 1000));
    return head;
}

struct stat status_of(const File& file) {
    struct stat status {};
    if (::fstat(file.descriptor(), &status) != 0) fail("read an object", errno);
    return status;
}

}  // namespace

std::string encode_head(std::string_view body, const Put& options) {
    std::string head(kFirstLine);
    head.append("\ncontent-type: ").append(options.content_type);
    head.append("\ncache-control: ").append(options.cache_control);
    head.append("\nsha256: ").append(sha256_hex(body));
    head.append("\nsize: ").append(std::to_string(body.size()));
    return head.append("\n\n");
}

ObjectInfo read_info(const File& file, std::string_view key) {
    return parse_head(read_up_to(file, kLongestHead), status_of(file), key).info;
}

Object read_object(const File& file, std::string_view key) {
    const struct stat status = status_of(file);
    if (status.st_size > static_cast<off_t>(kLargestObject + kLongestHead)) damaged(key);
    Object object;
    object.body = read_up_to(file, static_cast<std::size_t>(status.st_size));
    const Head head = parse_head(std::string_view(object.body).substr(0, kLongestHead), status, key);
    object.body.erase(0, head.length);
    object.info = head.info;
    if (sha256_hex(object.body) != object.info.etag) damaged(key);
    return object;
}

}  // namespace promo::storage
