#include "rendering/text/fonts.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>

#include "core/encoding.hpp"
#include "rendering/text/font_files.hpp"

namespace promo::rendering {
namespace {

constexpr std::size_t kHeadBytes = 4096;

class File {
public:
    explicit File(const std::filesystem::path& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    int descriptor() const { return descriptor_; }
    bool has_size(std::size_t size) const {
        struct stat status {};
        return descriptor_ >= 0 && ::fstat(descriptor_, &status) == 0 &&
               static_cast<std::size_t>(status.st_size) == size;
    }

private:
    const int descriptor_;
};

[[noreturn]] void refuse(const std::filesystem::path& path) {
    throw std::runtime_error("The font " + path.string() +
                             " is missing or not the one that this program was made with. Copy the folder `fonts` of "
                             "the same build, or set FONTS_DIR.");
}

std::string head_hash(const File& file) {
    std::array<unsigned char, kHeadBytes> head{};
    const auto read = ::pread(file.descriptor(), head.data(), head.size(), 0);
    if (read < 0) return {};
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()), head.data(), static_cast<std::size_t>(read));
    return core::hex(hash);
}

std::size_t file_of(FaceNumber face) {
    return face < kFontSources.size() ? face : kJapanese;
}

}  // namespace

// An sfnt file begins with the checksums of all that follows, so that its head tells versions apart without reading
// fifty megabytes at each start.
Fonts::Files::Files(const std::filesystem::path& folder) : folder_(folder) {
    for (const auto& source : kFontSources) {
        const auto path = folder_ / source.name();
        const File file(path);
        if (!file.has_size(source.bytes) || head_hash(file) != source.sha256_of_head) refuse(path);
    }
}

std::string_view Fonts::Files::Mapped::bytes(const std::filesystem::path& path, std::size_t size) {
    std::call_once(once_, [&] {
        const File file(path);
        if (!file.has_size(size)) refuse(path);
        void* start = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.descriptor(), 0);
        if (start == MAP_FAILED) refuse(path);
        start_ = start;
        size_ = size;
    });
    return {static_cast<const char*>(start_), size_};
}

Fonts::Files::Mapped::~Mapped() {
    if (start_ != nullptr) ::munmap(start_, size_);
}

std::string_view Fonts::Files::bytes(FaceNumber face) const {
    const auto number = file_of(face);
    const auto& source = kFontSources.at(number);
    return mapped_.at(number).bytes(folder_ / source.name(), source.bytes);
}

unsigned Fonts::Files::index(FaceNumber face) {
    return face < kFontSources.size() ? 0 : face - kKorean + 1U;
}

hb_face_t* Fonts::Files::shape(FaceNumber face) const {
    auto& shape = shapes_.at(face);
    std::call_once(shape.once, [&] {
        const auto all = bytes(face);
        auto* blob =
            hb_blob_create(all.data(), static_cast<unsigned>(all.size()), HB_MEMORY_MODE_READONLY, nullptr, nullptr);
        shape.face.reset(hb_face_create(blob, index(face)));
        hb_blob_destroy(blob);
        hb_face_make_immutable(shape.face.get());
    });
    return shape.face.get();
}

Fonts::Fonts(const std::filesystem::path& folder) : files_(std::make_unique<Files>(folder)) {}
Fonts::~Fonts() = default;

std::string_view Fonts::bytes(std::string_view file) const {
    for (FaceNumber face = 0; face < kFontFiles; ++face) {
        if (kFontSources.at(face).name() == file) return files_->bytes(face);
    }
    return {};
}

std::string_view font_file(Font font) {
    return kFontSources.at(static_cast<std::size_t>(font)).name();
}

std::vector<std::string_view> font_files() {
    std::vector<std::string_view> names;
    for (const auto& source : kFontSources)
        names.push_back(source.name());
    return names;
}

}  // namespace promo::rendering
