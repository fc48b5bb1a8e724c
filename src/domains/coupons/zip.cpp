#include "domains/coupons/zip.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace promo::coupons {
namespace {

constexpr std::uint32_t kFileMark = 0x04034b50;
constexpr std::uint32_t kEntryMark = 0x02014b50;
constexpr std::uint32_t kEndMark = 0x06054b50;
constexpr std::size_t kFileHead = 30;
constexpr std::size_t kEntryHead = 46;
constexpr std::size_t kEnd = 22;

constexpr std::uint16_t kReaderVersion = 20;
constexpr std::uint16_t kMadeOnUnix = 3 << 8 | kReaderVersion;
constexpr std::uint16_t kNamesAreUtf8 = 1 << 11;
constexpr std::uint16_t kStored = 0;
constexpr std::uint32_t kPlainFile = 0100644U << 16;

void append16(std::string& out, std::uint16_t number) {
    out += static_cast<char>(number & 0xff);
    out += static_cast<char>(number >> 8);
}

void append32(std::string& out, std::uint32_t number) {
    append16(out, static_cast<std::uint16_t>(number & 0xffff));
    append16(out, static_cast<std::uint16_t>(number >> 16));
}

// What a file's own head and its entry in the directory have in common: in whole two seconds, from 1980 on.
void append_time(std::string& out, core::Timestamp instant) {
    constexpr int kFirstYear = 1980;
    constexpr int kLastYear = 2107;
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - day));
    const auto year = static_cast<unsigned>(std::clamp(static_cast<int>(date.year()), kFirstYear, kLastYear));
    append16(out, static_cast<std::uint16_t>(time.hours().count() << 11 | time.minutes().count() << 5 |
                                             time.seconds().count() / 2));
    append16(out, static_cast<std::uint16_t>((year - kFirstYear) << 9 | static_cast<unsigned>(date.month()) << 5 |
                                             static_cast<unsigned>(date.day())));
}

std::uint32_t checksum_of(std::string_view bytes) {
    return libdeflate_crc32(0, bytes.data(), bytes.size());
}

}  // namespace

void Zip::add(std::string_view name, std::string_view bytes) {
    constexpr std::size_t kMostFiles = std::numeric_limits<std::uint16_t>::max() - 1;
    constexpr std::size_t kMostBytes = std::numeric_limits<std::uint32_t>::max() - 1;
    constexpr std::size_t kLongestName = std::numeric_limits<std::uint16_t>::max();
    if (files_.size() == kMostFiles || name.size() > kLongestName || size_with(name.size(), bytes.size()) > kMostBytes)
        throw std::length_error("the archive holds no more");
    const File file{std::string(name), checksum_of(bytes), static_cast<std::uint32_t>(bytes.size()),
                    static_cast<std::uint32_t>(archive_.size())};
    append32(archive_, kFileMark);
    append16(archive_, kReaderVersion);
    append16(archive_, kNamesAreUtf8);
    append16(archive_, kStored);
    append_time(archive_, made_at_);
    append32(archive_, file.checksum);
    append32(archive_, file.size);
    append32(archive_, file.size);
    append16(archive_, static_cast<std::uint16_t>(name.size()));
    append16(archive_, 0);
    archive_ += name;
    archive_ += bytes;
    directory_bytes_ += kEntryHead + name.size();
    files_.push_back(file);
}

std::size_t Zip::size_with(std::size_t name_bytes, std::size_t bytes) const {
    return archive_.size() + kFileHead + name_bytes + bytes + directory_bytes_ + kEntryHead + name_bytes + kEnd;
}

std::string Zip::finish() {
    const auto directory = static_cast<std::uint32_t>(archive_.size());
    for (const auto& file : files_) {
        append32(archive_, kEntryMark);
        append16(archive_, kMadeOnUnix);
        append16(archive_, kReaderVersion);
        append16(archive_, kNamesAreUtf8);
        append16(archive_, kStored);
        append_time(archive_, made_at_);
        append32(archive_, file.checksum);
        append32(archive_, file.size);
        append32(archive_, file.size);
        append16(archive_, static_cast<std::uint16_t>(file.name.size()));
        archive_.append(8, '\0');  // no extra field, no comment, first disk, no attributes of DOS
        append32(archive_, kPlainFile);
        append32(archive_, file.offset);
        archive_ += file.name;
    }
    const auto count = static_cast<std::uint16_t>(files_.size());
    const auto directory_bytes = static_cast<std::uint32_t>(archive_.size()) - directory;
    append32(archive_, kEndMark);
    append32(archive_, 0);  // the only disk
    append16(archive_, count);
    append16(archive_, count);
    append32(archive_, directory_bytes);
    append32(archive_, directory);
    append16(archive_, 0);
    return std::move(archive_);
}

}  // namespace promo::coupons
