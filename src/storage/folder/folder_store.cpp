#include "storage/folder/folder_store.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>

#include "core/encoding.hpp"
#include "storage/digest.hpp"
#include "storage/folder/files.hpp"
#include "storage/folder/listing.hpp"
#include "storage/folder/object_file.hpp"
#include "storage/keys.hpp"

namespace promo::storage {
namespace {

constexpr mode_t kFileMode = 0600;
constexpr std::chrono::hours kDraftLife{1};
constexpr int kPlacingAttempts = 100;
constexpr std::uint64_t kSpareBytes = 1ULL << 30;
constexpr std::uint64_t kSpareShare = 20;  // one twentieth: 5 %

std::string_view folder_of(std::string_view key) {
    const std::size_t slash = key.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : key.substr(0, slash);
}

std::string file_of(std::string_view key) {
    return std::string(key.substr(key.rfind('/') + 1)) + kFileMark;
}

File open_object(const std::string& root_path, std::string_view key) {
    const File root = open_root(root_path, Missing::is_fine);
    if (!root) return File();
    const File folder = open_below(root, folder_of(key), Missing::is_fine);
    return folder ? open_file(folder, file_of(key)) : File();
}

// What is left of a disk belongs to the database. A small disk keeps a share, a large one keeps a gigabyte.
void require_space(const File& root, std::size_t size) {
    struct statvfs disk {};
    if (::fstatvfs(root.descriptor(), &disk) != 0) fail("ask for the free space of the object store", errno);
    const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
    const std::uint64_t whole = std::uint64_t{disk.f_blocks} * disk.f_frsize;
    const std::uint64_t spare = std::min(kSpareBytes, whole / kSpareShare);
    if (free < spare + size) fail("write an object to a disk that is nearly full", ENOSPC);
}

// What processes that were killed while they wrote have left.
void sweep_drafts(const File& root, core::Timestamp now) {
    const File folder = open_below(root, "drafts~", Missing::is_made);
    each_entry(folder, [&](const Entry& entry) {
        struct stat status {};
        if (entry.is_folder || ::fstatat(folder.descriptor(), entry.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
            return;
        const core::Timestamp written{std::chrono::seconds(status.st_mtim.tv_sec)};
        if (now - written > kDraftLife) ::unlinkat(folder.descriptor(), entry.name.c_str(), 0);
    });
}

// A file beside the objects that disappears unless it was moved to its place.
class Draft {
public:
    explicit Draft(const File& root) : folder_(open_below(root, "drafts~", Missing::is_made)) {
        static std::atomic<std::uint64_t> counter = 0;
        name_ = std::to_string(::getpid()) + "-" + std::to_string(++counter);
        // A draft of this name is what a killed process with our number has left.
        ::unlinkat(folder_.descriptor(), name_.c_str(), 0);
        constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
        file_ = File(::openat(folder_.descriptor(), name_.c_str(), kFlags, kFileMode));
        if (!file_) fail("write an object", errno);
    }
    ~Draft() {
        if (!placed_) ::unlinkat(folder_.descriptor(), name_.c_str(), 0);
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    const File& file() const { return file_; }

    void place(const File& root, std::string_view key) {
        for (int attempt = 1;; ++attempt) {
            const File target = open_below(root, folder_of(key), Missing::is_made);
            if (target &&
                ::renameat(folder_.descriptor(), name_.c_str(), target.descriptor(), file_of(key).c_str()) == 0) {
                placed_ = true;
                sync(target);
                return;
            }
            // A remove() may have taken the empty folder away in between.
            const int reason = target ? errno : ENOENT;
            if (reason != ENOENT || attempt == kPlacingAttempts) fail("put an object in its place", reason);
        }
    }

private:
    File folder_;
    std::string name_;
    File file_;
    bool placed_ = false;
};

bool condition_holds(const File& root, std::string_view key, const Put& options) {
    if (options.condition == Condition::always) return true;
    const File folder = open_below(root, folder_of(key), Missing::is_fine);
    const File there = folder ? open_file(folder, file_of(key)) : File();
    if (options.condition == Condition::if_absent) return !there;
    return there && read_info(there, key).etag == options.etag;
}

}  // namespace

FolderStore::FolderStore(FolderOptions options) : options_(std::move(options)) {
    if (options_.path.empty()) throw std::invalid_argument("the object folder needs a path");
}

PutResult FolderStore::put(std::string_view key, std::string_view body, const Put& options) {
    require_object(key, body, options.content_type, options.cache_control);
    const File root = open_root(options_.path, Missing::is_made);
    require_space(root, body.size());
    Draft draft(root);
    write_all(draft.file(), encode_head(body, options));
    write_all(draft.file(), body);
    sync(draft.file());
    const File lock = lock_for(root, key);
    if (!condition_holds(root, key, options)) return PutResult::condition_failed;
    draft.place(root, key);
    return PutResult::stored;
}

std::optional<Object> FolderStore::get(std::string_view key) {
    require_key(key);
    const File file = open_object(options_.path, key);
    if (!file) return std::nullopt;
    return read_object(file, key);
}

std::optional<ObjectInfo> FolderStore::head(std::string_view key) {
    require_key(key);
    const File file = open_object(options_.path, key);
    if (!file) return std::nullopt;
    return read_info(file, key);
}

void FolderStore::remove(std::string_view key) {
    require_key(key);
    const File root = open_root(options_.path, Missing::is_fine);
    if (!root) return;
    const File lock = lock_for(root, key);
    std::string_view path = folder_of(key);
    const File folder = open_below(root, path, Missing::is_fine);
    if (!folder) return;
    if (::unlinkat(folder.descriptor(), file_of(key).c_str(), 0) != 0 && errno != ENOENT)
        fail("remove an object", errno);
    sync(folder);
    // Folders that are now empty would make every listing slower; one that is not empty stays by itself.
    while (!path.empty()) {
        const File parent = open_below(root, folder_of(path), Missing::is_fine);
        const std::string name(path.substr(path.rfind('/') + 1));
        if (!parent || ::unlinkat(parent.descriptor(), name.c_str(), AT_REMOVEDIR) != 0) return;
        path = folder_of(path);
    }
}

Page FolderStore::list(std::string_view prefix, std::optional<std::string> after, std::size_t limit) {
    require_page(prefix, limit);
    if (after) require_key(*after);
    const File root = open_root(options_.path, Missing::is_fine);
    return root ? list_folder(root, prefix, after, limit) : Page();
}

std::string FolderStore::public_url(std::string_view key) const {
    require_key(key);
    return options_.public_base_url + "/" + std::string(key);
}

std::string FolderStore::link_signature(std::string_view key, std::string_view expires) const {
    const std::string text = "object link\n" + std::string(expires) + "\n" + std::string(key);
    return core::base64url(hmac_sha256(options_.link_key.reveal(), text));
}

std::string FolderStore::signed_url(std::string_view key, core::Timestamp now, std::chrono::seconds valid) const {
    if (options_.link_key.empty()) throw StorageError("links to objects cannot be signed: the store has no link key");
    const auto until = std::chrono::floor<std::chrono::seconds>(now + valid);
    const std::string expires = std::to_string(until.time_since_epoch().count());
    return public_url(key) + "?expires=" + expires + "&signature=" + link_signature(key, expires);
}

bool FolderStore::accepts_link(std::string_view key, std::string_view expires, std::string_view signature,
                               core::Timestamp now) const {
    if (options_.link_key.empty() || !is_key(key)) return false;
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(expires.data(), expires.data() + expires.size(), seconds);
    if (error != std::errc() || end != expires.data() + expires.size()) return false;
    const core::Secret expected(link_signature(key, expires));
    return expected.matches(signature) && now < core::Timestamp(std::chrono::seconds(seconds));
}

void FolderStore::check() {
    const std::string key = "checks/" + std::to_string(::getpid());
    const bool stored = put(key, "probe", {}) == PutResult::stored;
    const auto probe = get(key);
    remove(key);
    if (!stored || !probe)
        throw StorageError("the object folder lost an object: look for another program that cleans it");
    // The disk's own idea of now: its times are what we compare with.
    sweep_drafts(open_root(options_.path, Missing::is_made), probe->info.modified);
}

}  // namespace promo::storage
