#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace promo::storage {

// An open file or folder, closed at the end.
class File {
public:
    explicit File(int descriptor = -1) : descriptor_(descriptor) {}
    ~File();
    File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    File& operator=(File&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }

    explicit operator bool() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

// Throws StorageError naming what was tried, the system's reason and what to do.
[[noreturn]] void fail(std::string_view tried, int system_error);

enum class Missing { is_fine, is_made };

// The root folder, made when missing.
File open_root(const std::string& path, Missing missing);
// A folder below, one segment after the other, following no symbolic link. Empty when missing and that is fine, or when
// it was made and somebody removed it at once.
File open_below(const File& root, std::string_view path, Missing missing);
// Empty when absent. Throws for a symbolic link or anything else that is not a file.
File open_file(const File& folder, const std::string& name);

void write_all(const File& file, std::string_view bytes);
// At most `limit` bytes from the beginning.
std::string read_up_to(const File& file, std::size_t limit);
void sync(const File& file);

// Held while an object changes, by one thread of one process. Throws StorageError when it takes too long.
File lock_for(const File& root, std::string_view key);

struct Entry {
    std::string name;
    bool is_folder = false;
};
// The names of files and folders, unordered, one after the other. Others are passed over.
void each_entry(const File& folder, const std::function<void(Entry)>& visit);

}  // namespace promo::storage
