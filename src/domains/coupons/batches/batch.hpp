#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/id.hpp"
#include "core/time.hpp"
#include "domains/coupons/batches/caption_list.hpp"
#include "domains/coupons/picture_file.hpp"

namespace promo::coupons::batches {

enum class BatchState { waiting, running, done, failed, cancelled };
BOOST_DESCRIBE_ENUM(BatchState, waiting, running, done, failed, cancelled)

// An archive that is ready.
struct Part {
    std::string key;  // in the object store
    std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(Part, (), (key, size))

// Pictures of many captions with one template.
struct Batch {
    std::string id;
    std::string template_slug;
    std::vector<templates::Variant> variants;
    rendering::Format format = rendering::Format::jpg;
    bool with_logo = true;
    BatchState state = BatchState::waiting;
    int total = 0;  // of pictures
    int done = 0;
    int failed = 0;
    std::vector<Part> parts = {};
    std::vector<LineProblem> problems;
    std::string created_by;
    core::Timestamp created_at;
    std::optional<core::Timestamp> finished_at = {};

    bool is_over() const { return state != BatchState::waiting && state != BatchState::running; }
    // How many pictures were tried: the place of the next one.
    int tried() const { return done + failed; }
};

// What its archives are kept under.
std::string folder_of(const core::TenantId& tenant, const std::string& batch);
// Of the next archive, which ends before picture `end`. A part that is made again after a crash may end elsewhere, and
// then it must not take the place of one that somebody already noted.
std::string key_of_next_part(const core::TenantId& tenant, const Batch& batch, int end);

// The pictures of a batch, in order: each caption in every variant.
class Pictures {
public:
    Pictures(const Batch& batch, std::vector<Caption> captions);

    const Caption& caption(int place) const;
    PictureFile file(int place) const;
    // In the archives, where no two are the same, whatever a file system takes for the same.
    std::string name(int place) const;

private:
    std::size_t caption_at(int place) const;

    std::vector<templates::Variant> variants_;
    rendering::Format format_;
    std::vector<Caption> captions_;
    std::vector<std::string> stems_;
};

}  // namespace promo::coupons::batches
