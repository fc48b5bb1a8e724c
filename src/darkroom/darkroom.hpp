#pragma once

#include <boost/describe/enum.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "rendering/picture.hpp"

namespace promo::darkroom {

// What a picture is uploaded for.
enum class Purpose { background, overlay, logo, broadcast };
BOOST_DESCRIBE_ENUM(Purpose, background, overlay, logo, broadcast)

// All of it our own encoding; nothing of the upload's bytes is left.
struct Developed {
    rendering::Size size;
    std::string picture;   // PNG: three channels, four of an overlay and a logo; a logo at most 512 a side, a
                           // broadcast's 1280, as Telegram shows it
    std::string preview;   // JPEG of a background, PNG of an overlay, at most 480 on the longer side; else none
    std::string prepared;  // of a background, for rendering::Prepared::open
};

// Has strangers' pictures read by a process that may do nothing else: no files, no network, bounded memory and time.
// Safe from any thread; no more pictures at a time than there are processors.
class Darkroom {
public:
    // `program` is run as `program decode <purpose>`: the program itself.
    explicit Darkroom(std::filesystem::path program, std::chrono::milliseconds patience = std::chrono::seconds(10));
    ~Darkroom();

    // Refuses what rendering::decode refuses, with the field; an overlay without transparency or that is no square, and
    // what the process died of, as `unprocessable`; as `overloaded` when too many wait already.
    Developed develop(std::string_view upload, Purpose purpose, std::string_view field = {}) const;
    // What develop() once gave as `picture` of a background, prepared anew; it may be larger than an upload.
    std::string prepare(std::string_view picture) const;

private:
    class Seats;

    Developed ask(std::string_view upload, Purpose purpose) const;

    const std::filesystem::path program_;
    const std::chrono::milliseconds patience_;
    const std::unique_ptr<Seats> seats_;
};

// The work of that process: reads standard input, answers on standard output, ends.
[[noreturn]] void work(Purpose purpose);

}  // namespace promo::darkroom
