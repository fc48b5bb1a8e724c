#pragma once

#include <hb.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "rendering/text/fonts.hpp"

namespace promo::rendering {

struct FontSource {
    std::string_view path;  // below /usr/share/fonts, where the build took it from
    std::size_t bytes;
    std::string_view sha256;
    std::string_view sha256_of_head;

    constexpr std::string_view name() const { return path.substr(path.rfind('/') + 1); }
};

inline constexpr std::array kFontSources{
#define FONT(path, bytes, sha256, sha256_of_head) FontSource{path, bytes, sha256, sha256_of_head},
#include "rendering/text/fonts.table"
#undef FONT
};

// A font in one of the files: first one for each file, then the further ones of the CJK collection.
using FaceNumber = std::uint8_t;
inline constexpr FaceNumber kFontFiles = kFontSources.size();

constexpr FaceNumber face_of(std::string_view name) {
    FaceNumber number = 0;
    while (kFontSources.at(number).name() != name)
        ++number;
    return number;
}

inline constexpr FaceNumber kEmoji = face_of("NotoColorEmoji.ttf");
// The same characters as they are written in each country.
inline constexpr FaceNumber kJapanese = face_of("NotoSansCJK-Bold.ttc");
inline constexpr FaceNumber kKorean = kFontFiles;
inline constexpr FaceNumber kChinese = kKorean + 1;
inline constexpr std::size_t kFaces = kFontSources.size() + 2;
static_assert(kFaces < 256);

class Fonts::Files {
public:
    explicit Files(const std::filesystem::path& folder);

    std::string_view bytes(FaceNumber face) const;
    // Which of the fonts in that file.
    static unsigned index(FaceNumber face);
    // Shared by all threads; HarfBuzz reads it alone.
    hb_face_t* shape(FaceNumber face) const;

private:
    class Mapped {
    public:
        Mapped() = default;
        ~Mapped();
        Mapped(const Mapped&) = delete;
        Mapped& operator=(const Mapped&) = delete;

        std::string_view bytes(const std::filesystem::path& path, std::size_t size);

    private:
        std::once_flag once_;
        void* start_ = nullptr;
        std::size_t size_ = 0;
    };
    struct Destroy {
        void operator()(hb_face_t* face) const { hb_face_destroy(face); }
    };
    struct Shape {
        std::once_flag once;
        std::unique_ptr<hb_face_t, Destroy> face;
    };

    const std::filesystem::path folder_;
    mutable std::array<Mapped, kFontSources.size()> mapped_;
    mutable std::array<Shape, kFaces> shapes_;
};

}  // namespace promo::rendering
