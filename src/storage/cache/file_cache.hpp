#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace promo::storage {

// A file in memory that is not ours to keep: the system may drop its pages and read them again. Stays readable when the
// file is removed.
class MappedFile {
public:
    MappedFile(const void* start, std::size_t length) : start_(start), length_(length) {}
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::string_view bytes() const { return {static_cast<const char*>(start_), length_}; }

private:
    const void* start_;
    std::size_t length_;
};

// Files of one folder that can be made again, up to a size in all: beyond it those go that nobody opened for longest.
// Names are the caller's; each ends in `ending`, and whatever does not is of another program or another version and
// goes too. Safe from any thread and from several processes.
class FileCache {
public:
    struct Options {
        std::filesystem::path folder;  // made when it is missing
        std::string ending;
        std::uintmax_t most_bytes = 0;
    };

    explicit FileCache(Options options);

    // Nobody sees half of it; what a machine without power leaves is whole or not there. Throws StorageError.
    void put(const std::string& name, std::string_view bytes);
    // Empty: it is not there, or cannot be read.
    std::shared_ptr<const MappedFile> open(const std::string& name) const;
    void remove(const std::string& name) const;

private:
    void trim(const std::filesystem::path& newest) const;
    std::filesystem::path path_of(const std::string& name) const;

    const Options options_;
};

}  // namespace promo::storage
