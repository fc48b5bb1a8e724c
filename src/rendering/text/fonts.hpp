#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "rendering/layout.hpp"

namespace promo::rendering {

// The font files beside the program, mapped when they are needed and shared by all threads. The machine's own fonts
// play no part.
class Fonts {
public:
    // Throws std::runtime_error naming the file when one is missing or is not the version this program was made with.
    explicit Fonts(const std::filesystem::path& folder);
    ~Fonts();
    Fonts(const Fonts&) = delete;
    Fonts& operator=(const Fonts&) = delete;

    // Valid as long as this is. Empty: no file of ours.
    std::string_view bytes(std::string_view file) const;

    class Files;
    const Files& files() const { return *files_; }

private:
    std::unique_ptr<Files> files_;
};

// The file of `fonts/` that a page loads for the same letters.
std::string_view font_file(Font font);

// All of them.
std::vector<std::string_view> font_files();

}  // namespace promo::rendering
