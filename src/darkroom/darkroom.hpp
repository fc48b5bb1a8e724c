#pragma once

#include <boost/describe/enum.hpp>
#include <filesystem>
#include <string>
#include <string_view>

#include "rendering/picture.hpp"

namespace promo::darkroom {

// What a picture is uploaded for.
enum class Purpose { background, overlay, logo };
BOOST_DESCRIBE_ENUM(Purpose, background, overlay, logo)

// All of it our own encoding; nothing of the upload's bytes is left.
struct Developed {
    rendering::Size size;
    std::string picture;   // PNG: three channels for a background, four for the others; a logo is square, at most 512
    std::string preview;   // JPEG of a background, PNG of an overlay, at most 480 on the longer side; none of a logo
    std::string prepared;  // of a background, for rendering::Prepared::open
};

// Has strangers' pictures read by a process that may do nothing else: no files, no network, bounded memory and time.
// Safe from any thread.
class Darkroom {
public:
    // `program` is run as `program decode <purpose>`: the program itself.
    explicit Darkroom(std::filesystem::path program);

    // Refuses what rendering::decode refuses, an overlay without transparency or that is no square as `unprocessable`.
    Developed develop(std::string_view upload, Purpose purpose) const;

private:
    const std::filesystem::path program_;
};

// The work of that process: reads standard input, answers on standard output, ends. Gives the exit code.
int work(Purpose purpose);

}  // namespace promo::darkroom
