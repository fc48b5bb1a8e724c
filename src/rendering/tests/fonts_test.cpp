#include "rendering/text/fonts.hpp"

#include <doctest/doctest.h>
#include <sodium.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "core/encoding.hpp"
#include "rendering/text/font_files.hpp"
#include "support/fonts.hpp"

using namespace promo;
namespace fs = std::filesystem;

namespace {

// The fonts in a folder of its own, as links, so that one of them can be spoiled.
struct Copy {
    Copy() {
        fs::create_directories(folder);
        for (const auto name : rendering::font_files())
            fs::create_symlink(tests::fonts_folder() / name, folder / name);
    }
    ~Copy() { fs::remove_all(folder); }

    std::string complaint() const {
        try {
            const rendering::Fonts fonts(folder);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }

    void put(const std::string& name, const std::string& bytes) const {
        fs::remove(folder / name);
        std::ofstream(folder / name, std::ios::binary) << bytes;
    }

    const fs::path folder = fs::temp_directory_path() / ("promostack-fonts-" + std::to_string(::getpid()));
};

}  // namespace

TEST_CASE("a font that is missing or of another version is named") {
    const Copy copy;
    CHECK(copy.complaint() == "");
    const std::string name = "Inter-Bold.otf";
    std::string bytes(tests::fonts().bytes(name));

    fs::remove(copy.folder / name);
    CHECK(copy.complaint().find(name) != std::string::npos);
    copy.put(name, bytes.substr(0, bytes.size() - 1));
    CHECK(copy.complaint().find(name) != std::string::npos);
    bytes[200] = static_cast<char>(bytes[200] ^ 1);
    copy.put(name, bytes);
    CHECK(copy.complaint().find(name) != std::string::npos);
}

TEST_CASE("every font beside the program is byte for byte the one of the table") {
    for (const auto& source : rendering::kFontSources) {
        CAPTURE(source.name());
        const auto bytes = tests::fonts().bytes(source.name());
        std::string hash(crypto_hash_sha256_BYTES, '\0');
        crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                           reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
        CHECK(core::hex(hash) == source.sha256);
    }
}

TEST_CASE("only files of the table are fonts") {
    CHECK(tests::fonts().bytes("../promostack").empty());
    CHECK(tests::fonts().bytes("").empty());
    CHECK(rendering::font_file(rendering::Font::dejavu_mono) == "DejaVuSansMono-Bold.ttf");
    CHECK(rendering::font_file(rendering::Font::noto_serif) == "NotoSerif-Bold.ttf");
}
