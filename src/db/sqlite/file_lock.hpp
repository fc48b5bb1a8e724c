#pragma once

#include <string>

namespace promo::db::sqlite {

// Holds `<path>.lock` for as long as it lives. Throws Failure::unreachable, with the other's process id, when another
// process has it. The system lets go of it however the process ends. Makes the database file when there is none, for
// the owner's eyes only.
class FileLock {
public:
    explicit FileLock(const std::string& database_path);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int descriptor_;
};

}  // namespace promo::db::sqlite
