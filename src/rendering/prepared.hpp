#pragma once

#include <boost/describe/enum.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rendering/picture.hpp"

namespace promo::rendering {

// Grows whenever preparing the same picture gives other bytes: what was prepared before is then made anew.
inline constexpr int kPreparedVersion = 1;

enum class Format { jpg, png };
BOOST_DESCRIBE_ENUM(Format, jpg, png)

// A background taken apart so that a change of a few pixels costs a few pixels: its rows, its JPEG in restart segments,
// its PNG in bands. Refers to the bytes it was opened from. Never changes; any number of threads may use it.
class Prepared {
public:
    // From what prepare() gave. Empty: not that, of another version, or damaged.
    static std::optional<Prepared> open(std::string_view bytes);
    // Writes the checksum that belongs to these bytes into them.
    static void seal(std::string& bytes);

    ~Prepared();
    Prepared(Prepared&&) noexcept;
    Prepared& operator=(Prepared&&) noexcept;

    Size size() const;
    // The background itself, as a file.
    std::string_view jpg() const;
    std::string_view png() const;

    struct Parts;
    const Parts& parts() const { return *parts_; }

private:
    explicit Prepared(std::unique_ptr<const Parts> parts);
    std::unique_ptr<const Parts> parts_;
};

// Three channels, at most 4096 pixels a side, in; a blob for Prepared::open out. The same pixels give the same bytes on
// every machine.
std::string prepare(const Pixels& background);

}  // namespace promo::rendering
